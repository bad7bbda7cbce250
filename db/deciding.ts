import { chainOf } from '../domain/chains.ts'
import type { Changes } from '../domain/experiments.ts'
import { editSettings, settingsOf } from './businesssettings.ts'
import { switchChain } from './chains.ts'
import type { By } from './changes.ts'
import { addRow, editRow, KINDS, rowsOf } from './editing.ts'
import type { Experiment } from './experimenting.ts'
import type { Tx } from './sql.ts'
import { reword, wordingsOf } from './wordings.ts'

/** Makes the winner of an experiment the rule: the text, the greeting, the questions, who is first, a discount, a chain. What stands already stays. */
export async function applyWinner(tx: Tx, by: By, { kind, target, variants, winner }: Experiment): Promise<void> {
  if (winner === null) return
  const won = variants[winner]
  switch (kind) {
    case 'text':
      return applyText(tx, by, target!, won as Changes['text'])
    case 'landing':
      return applyLanding(tx, by, target!, won as Changes['landing'])
    case 'questions':
      return applyQuestions(tx, by, won as Changes['questions'])
    case 'first':
      return applySetting(tx, by, won as Changes['first'])
    case 'offer':
      return applySetting(tx, by, { noShowPercent: (won as Changes['offer']).percent })
    case 'chain':
      return applyChain(tx, by, target!, won as Changes['chain'])
  }
}

async function applyText(tx: Tx, by: By, key: string, won: Changes['text']): Promise<void> {
  const own = await wordingsOf(tx, by.businessId)
  for (const language of ['ru', 'en'] as const) {
    const text = won[language]
    if (text === null) continue
    const stands = own.find((one) => one.key === key && one.language === language)
    await reword(tx, by, { language, key, text, version: stands?.version ?? 0 })
  }
}

async function applyLanding(tx: Tx, by: By, campaign: string, { text }: Changes['landing']): Promise<void> {
  if (text === null) return
  const known = (await rowsOf(tx, KINDS.promo, by.businessId)).find((one) => one.campaign === campaign)
  if (known) await editRow(tx, KINDS.promo, by, { id: known.id, version: known.version, change: { text } })
  else await addRow(tx, KINDS.promo, by, { campaign, text })
}

async function applyQuestions(tx: Tx, by: By, { ask }: Changes['questions']): Promise<void> {
  for (const { id, version, active } of await rowsOf(tx, KINDS.question, by.businessId)) {
    const position = ask.indexOf(id)
    const change = position < 0 ? { active: false } : { active: true, position }
    if (active || position >= 0) await editRow(tx, KINDS.question, by, { id, version, change })
  }
}

async function applyChain(tx: Tx, by: By, name: string, { on }: Changes['chain']): Promise<void> {
  const chain = chainOf(name)
  const [stands] = await tx.query<{ version: number }>(
    'select version from chains where business_id = $1 and name = $2',
    [by.businessId, name],
  )
  if (chain) await switchChain(tx, by, { chain, version: stands?.version ?? 0, change: { active: on } })
}

async function applySetting(tx: Tx, by: By, assistant: Parameters<typeof editSettings>[2]['change']['assistant']) {
  const { version } = await settingsOf(tx, by.businessId)
  await editSettings(tx, by, { version, change: { assistant } })
}
