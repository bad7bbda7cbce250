import { useState } from 'react'
import { call } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { dayTime } from '../../format.ts'
import { useAsk } from '../../kit/ask.tsx'
import { say } from '../../kit/bar.ts'
import { Button } from '../../kit/button.tsx'
import { Select, TextField } from '../../kit/fields.tsx'
import { Card, List, ListRow } from '../../kit/list.tsx'
import { Skeleton, Trouble, troubleOf } from '../../kit/states.tsx'
import { back, go } from '../../nav/go.ts'
import { type Text, useText } from '../../texts/texts.ts'
import { useStyle } from '../../use-style.ts'
import { copy } from './copy.ts'
import { MASTER, type Member, type Team, useCatalog, useGroup, useRefresh } from './data.ts'
import { Edit } from './edit.tsx'
import type { FieldSpec, Values } from './form.tsx'
import { Split } from './split.tsx'
import { WeekFields } from './week.tsx'

const ROLES = ['owner', 'admin', 'manager', 'master'] as const

/** Who works in the app, what each role sees, invitations. */
export function Members({ id }: { id: string | undefined }) {
  const t = useText()
  const style = useStyle()
  const { data, error, refetch } = useGroup<Team>('team', '/api/members')
  const chosen = data?.items.find((one) => String(one.id) === id)
  const list = error ? (
    <Trouble error={error} onAgain={() => void refetch()} />
  ) : !data ? (
    <Skeleton label={t('loading')} />
  ) : (
    <div className="sections">
      <List label={t('settings-team')}>
        {data.items.map((one) => (
          <ListRow
            key={one.id}
            to={`/settings/team/${one.id}`}
            current={one.id === chosen?.id}
            title={one.name || t(`settings-role-${one.role}`)}
            note={t(`settings-role-${one.role}`)}
            side={one.onDuty ? t('settings-duty') : undefined}
          />
        ))}
      </List>
      {data.invites.length > 0 && (
        <div className="section">
          <h2>{t('settings-invites')}</h2>
          <List label={t('settings-invites')}>
            {data.invites.map((one) => (
              <ListRow
                key={one.id}
                title={one.name ?? t(`settings-role-${one.role}`)}
                note={t('settings-invite-until', { until: dayTime(one.expiresAt, style) })}
                action={<Revoke id={one.id} name={one.name ?? t(`settings-role-${one.role}`)} />}
              />
            ))}
          </List>
        </div>
      )}
      <Button look="main" onClick={() => go('/settings/team/new')}>
        {t('settings-invite')}
      </Button>
      <Card title={t('settings-roles')}>
        <RoleTable />
      </Card>
    </div>
  )
  return (
    <Split
      title={t('settings-team')}
      chosenTitle={chosen?.name ?? t('settings-invite')}
      list={list}
      form={id === 'new' ? <Invite /> : chosen ? <MemberForm key={chosen.id} member={chosen} /> : null}
    />
  )
}

/** What each role sees, by an example. */
function RoleTable() {
  const t = useText()
  return (
    <table className="roles">
      <tbody>
        {ROLES.map((role) => (
          <tr key={role}>
            <th scope="row">{t(`settings-role-${role}`)}</th>
            <td>{t(`settings-role-${role}-sees`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const roleOptions = (t: Text, owner: boolean) =>
  ROLES.map((value) => ({ value, label: t(`settings-role-${value}`), disabled: value === 'owner' && !owner }))

function useMasters() {
  const { data } = useCatalog()
  return (data?.resources ?? [])
    .filter(({ kind, active }) => kind === MASTER && active)
    .map(({ id, name }) => ({ value: String(id), label: name }))
}

function MemberForm({ member }: { member: Member }) {
  const t = useText()
  const refresh = useRefresh()
  const { session } = useSession()
  const masters = useMasters()
  const [ask, dialog] = useAsk()
  const owner = session?.member.role === 'owner'
  const specs: FieldSpec[] = [
    { key: 'name', label: 'settings-name', kind: 'text' },
    { key: 'role', label: 'settings-role', kind: 'select', options: roleOptions(t, owner) },
    {
      key: 'resourceId',
      label: 'settings-whose',
      hint: 'settings-whose-hint',
      kind: 'select',
      optional: true,
      options: masters,
    },
    { key: 'onDuty', label: 'settings-duty', hint: 'settings-duty-hint', kind: 'switch' },
  ]
  const save = async (change: Values, version: number) => {
    const { resourceId } = change
    const own = resourceId === undefined ? {} : { resourceId: resourceId ? Number(resourceId) : null }
    return call<Member>('PATCH', `/api/members/${member.id}`, { ...change, ...own, version })
  }
  const remove = async () => {
    const sure = await ask({
      title: t('settings-out-title', { name: member.name }),
      text: t('settings-out-text'),
      verb: t('settings-out'),
    })
    if (!sure) return
    try {
      await call('DELETE', `/api/members/${member.id}`)
      back()
      refresh()
      say({ text: t('settings-out-done') })
    } catch (error) {
      say({ text: troubleOf(t, error) })
    }
  }
  return (
    <>
      <Edit
        draft={`settings-member-${member.id}`}
        specs={specs}
        item={member}
        save={save}
        after={(values, set) => ({
          onDuty: (
            <DutyHours week={values.dutyHours as Member['dutyHours']} onWeek={(week) => set('dutyHours', week)} />
          ),
          end: (
            <Button look="danger" writes onClick={() => void remove()}>
              {t('settings-out')}
            </Button>
          ),
        })}
      />
      {dialog}
    </>
  )
}

/** Weekly hours in which they are called; none: whenever they are on duty. */
function DutyHours({ week, onWeek }: { week: Member['dutyHours']; onWeek: (week: Member['dutyHours']) => void }) {
  const t = useText()
  if (!week)
    return (
      <Button onClick={() => onWeek([0, 1, 2, 3, 4, 5, 6].map(() => [{ from: 600, to: 1200 }]))}>
        {t('settings-duty-hours')}
      </Button>
    )
  return (
    <>
      <WeekFields week={week} onWeek={onWeek} />
      <Button onClick={() => onWeek(null)}>{t('settings-duty-always')}</Button>
    </>
  )
}

function Revoke({ id, name }: { id: number; name: string }) {
  const t = useText()
  const refresh = useRefresh()
  const revoke = async () => {
    try {
      await call('DELETE', `/api/invites/${id}`)
      say({ text: t('settings-revoked') })
    } catch (error) {
      say({ text: troubleOf(t, error) })
    }
    refresh()
  }
  return (
    <Button look="plain" writes aria-label={`${t('settings-revoke')}: ${name}`} onClick={() => void revoke()}>
      {t('settings-revoke')}
    </Button>
  )
}

/** An invitation: role, name, whose schedule; then the link to send in any chat. */
export function Invite({ asRole: first = 'admin', name: called = '', resource = '' }) {
  const t = useText()
  const refresh = useRefresh()
  const { session } = useSession()
  const masters = useMasters()
  const [role, setRole] = useState(first)
  const [name, setName] = useState(called)
  const [resourceId, setResourceId] = useState(resource)
  const [link, setLink] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<unknown>(null)
  const make = async () => {
    setBusy(true)
    setTrouble(null)
    try {
      const body = { role, name: name.trim() || null, resourceId: resourceId ? Number(resourceId) : null }
      const { link } = await call<{ link: string }>('POST', '/api/invites', body, { key: crypto.randomUUID() })
      setLink(link)
      refresh()
    } catch (error) {
      setTrouble(error)
    } finally {
      setBusy(false)
    }
  }
  if (link)
    return (
      <div className="form">
        <p>{t('settings-invite-made')}</p>
        <p className="link-box">{link}</p>
        <div className="buttons">
          <Button look="main" onClick={() => void copy(t, link)}>
            {t('settings-copy-link')}
          </Button>
          {'share' in navigator && (
            // Refused: somebody has put the system's sheet away, and the link is still here to be copied.
            <Button onClick={() => void navigator.share({ url: link }).catch(() => undefined)}>
              {t('settings-share')}
            </Button>
          )}
        </div>
      </div>
    )
  return (
    <div className="form">
      <Select
        label={t('settings-role')}
        hint={t(`settings-role-${role}-sees`)}
        value={role}
        onValue={setRole}
        options={roleOptions(t, session?.member.role === 'owner')}
      />
      <TextField label={t('settings-name')} value={name} onValue={setName} />
      {role === 'master' && (
        <Select
          label={t('settings-whose')}
          hint={t('settings-whose-hint')}
          value={resourceId}
          onValue={setResourceId}
          options={masters}
        />
      )}
      {trouble !== null && <Trouble error={trouble} />}
      <Button look="main" writes busy={busy} onClick={() => void make()}>
        {t('settings-invite-make')}
      </Button>
    </div>
  )
}
