import type { Atom, Reader } from './atoms.ts'
import { markAt } from './phrases.ts'
import type { Token } from './tokens.ts'

/** How the text means a time: `old` is that of a visit to be moved, `absent` that of one that will not take place. */
export type Sense = 'wished' | 'ruled-out' | 'absent' | 'old' | 'aside'

/** An atom with its sense; `clause` numbers the thought that it stands in. */
export type Meant = { atom: Atom; sense: Sense; clause: number; fixed: boolean }

type Clause = {
  cant: 'ruled-out' | 'absent' | null
  old: boolean
  fix: boolean
  if: boolean
  can: boolean
  mark: number
  /** The hours of work are spoken of. */
  open: boolean
  atoms: Meant[]
}

/** Reads around the atoms what they are: wished, ruled out («завтра не могу», «кроме среды»), old, or a correction. */
export function meant({ tokens, atoms }: Reader, text: string): { all: Meant[]; moves: boolean } {
  const clauses: Clause[] = [newClause()]
  const all: Meant[] = []
  let moves = false
  let pending = false
  let next = 0
  const open = () => {
    const last = clauses.at(-1)!
    if (last.atoms.length === 0 && !last.cant && !last.old && !last.if) return
    clauses.push(newClause())
  }
  for (let i = 0; i < tokens.length; ) {
    const gap = tokens[i]!.gap
    if (i > 0 && (gap === 'stop' || ((gap === 'comma' || gap === 'dash') && !insideAtom(atoms, i)))) open()
    const atom = atoms[next]
    if (atom && i >= atom.start) {
      const now = splitAt(clauses, atom)
      const one: Meant = {
        atom,
        sense: senseBefore(tokens, atom, all.at(-1)),
        clause: clauses.length - 1,
        fixed: now.fix || pending,
      }
      if (now.fix || pending) now.fix = true
      pending = false
      now.atoms.push(one)
      all.push(one)
      next++
      // A moment is a day and hours at one place.
      if (atoms[next]?.start !== atom.start) i = Math.max(i + 1, atom.end)
      continue
    }
    const found = markAt(tokens, i)
    if (found) {
      const last = clauses.at(-1)!
      const { kind, length } = found
      if (kind === 'move') moves = true
      if (kind === 'but' || kind === 'if' || kind === 'fix') open()
      if ((kind === 'can' || kind === 'move') && (last.cant || last.old)) open()
      const now = clauses.at(-1)!
      if (kind === 'if') now.if = true
      if (kind === 'fix') pending = true
      // «Перенесите мою запись на четверг» names the new day.
      if (kind === 'old') now.old ||= tokens[i]!.word.startsWith('записан') || !moves
      if (kind === 'busy') now.old = true
      if (kind === 'can') now.can = true
      if (kind === 'open') now.open = true
      const asked = kind === 'full' && isQuestion(text, tokens, i)
      if (!asked && (kind === 'cant' || kind === 'absent' || kind === 'full') && !now.if) {
        now.cant = kind === 'absent' ? 'absent' : 'ruled-out'
        now.mark = i
      }
      if (/^(или|or|либо)$/.test(tokens[i - 1]?.word ?? '')) pending = false
      i += length
    } else i++
  }
  judge(clauses, tokens, all)
  return { all, moves }
}

const newClause = (): Clause => ({
  cant: null,
  old: false,
  fix: false,
  if: false,
  can: false,
  mark: -1,
  open: false,
  atoms: [],
})
const insideAtom = (atoms: readonly Atom[], i: number) => atoms.some((atom) => atom.start < i && i < atom.end)

/** «Завтра не могу в пятницу»: a second day after what rules the first one out is wished. */
function splitAt(clauses: Clause[], atom: Atom): Clause {
  const last = clauses.at(-1)!
  const before = last.atoms.filter((one) => one.atom.start < last.mark)
  const after = last.atoms.filter((one) => one.atom.start > last.mark)
  const same = (list: Meant[]) => list.some((one) => one.atom.type === atom.type)
  // «Утром работаю до 12» goes on about what rules out.
  const window = atom.type === 'hours' && atom.hours !== null && atom.hours.from !== atom.hours.to
  if (last.cant && atom.start > last.mark && !window && (same(before) || (same(after) && atom.type === 'day')))
    clauses.push(newClause())
  return clauses.at(-1)!
}

const LITTLE =
  /^(в|во|на|к|ко|с|со|до|после|только|прямо|по|on|at|in|for|the|any|до|всех|этой|эту|этот|само|самой|само|и|именно)$/

/** «не завтра», «кроме среды и пятницы», «вместо субботы» say it right before the time. */
function senseBefore(tokens: readonly Token[], atom: Atom, last: Meant | undefined): Sense {
  let i = atom.start - 1
  while (i >= 0 && LITTLE.test(tokens[i]!.word) && tokens[i + 1]!.gap !== 'stop' && tokens[i + 1]!.gap !== 'comma') i--
  const word = tokens[i]?.word ?? ''
  if (tokens[i + 1] && tokens[i + 1]!.gap !== 'stop' && tokens[i + 1]!.gap !== 'comma') {
    if (/^(не|ни|not|кроме|except|исключая|исключением|минус)$/.test(word)) return 'ruled-out'
    if (word === 'but' && /^(any|day|anything|anytime)/.test(tokens[i - 1]?.word ?? '')) return 'ruled-out'
    if (word === 'вместо' || (word === 'of' && tokens[i - 1]?.word === 'instead')) return 'old'
  }
  // «кроме вторника и четверга»
  const prefixed = last && last.sense !== 'wished' && last.atom.type === atom.type
  const joined = prefixed && /^(и|или|and|or|ни)$/.test(tokens[last.atom.end]?.word ?? '') && i <= last.atom.end
  return joined ? last.sense : 'wished'
}

/** Spreads what a clause says over its atoms, and over a list that runs on into it («в пн, вт не могу»). */
function judge(clauses: readonly Clause[], tokens: readonly Token[], all: readonly Meant[]): void {
  clauses.forEach((clause, index) => {
    if (clause.open) for (const one of clause.atoms) if (isOpen(one.atom, tokens)) one.sense = 'aside'
    if (clause.cant) {
      const spread = clause.atoms.length > 0 ? clause.atoms : (before(clauses, index)?.atoms ?? [])
      for (const one of [...spread, ...listed(spread[0], tokens, all)])
        if (one.sense === 'wished') one.sense = clause.cant
    } else if (clause.old) for (const one of clause.atoms) if (one.sense === 'wished') one.sense = 'old'
  })
}

/** «Вы работаете с 9 до 20?» asks for no such time. */
function isOpen(atom: Atom, tokens: readonly Token[]): boolean {
  if (atom.type !== 'hours' || atom.part || !atom.hours || atom.hours.from === atom.hours.to) return false
  return atom.hours.to !== 1440 || tokens[atom.start]!.word === 'с'
}

/** The clause that «, к сожалению, не могу» is about. */
function before(clauses: readonly Clause[], index: number): Clause | null {
  const last = clauses[index - 1]
  return last && !last.can && !last.cant && !last.old && !last.if ? last : null
}

/** The atoms that a list joins to its last one by commas and «и». */
function listed(first: Meant | undefined, tokens: readonly Token[], all: readonly Meant[]): Meant[] {
  const at = first ? all.indexOf(first) : -1
  const previous = all[at - 1]
  if (!first || !previous || previous.atom.type !== first.atom.type) return []
  const between = tokens.slice(previous.atom.end, first.atom.start)
  if (!between.every((token) => LITTLE.test(token.word) || /^(и|или|and|or)$/.test(token.word))) return []
  if (tokens[previous.atom.end]?.gap === 'stop') return []
  return [previous, ...listed(previous, tokens, all)]
}

/** True where the sentence ends in a question mark: «завтра всё занято?» asks for tomorrow. */
function isQuestion(text: string, tokens: readonly Token[], i: number): boolean {
  let at = i
  while (tokens[at + 1] && tokens[at + 1]!.gap !== 'stop') at++
  return /^\s*\?/.test(text.slice(tokens[at]!.end, tokens[at]!.end + 3))
}
