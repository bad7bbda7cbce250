import { readFile } from 'node:fs/promises'

export type Asset = { body: string; type: string }

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

/** A file of the website chat's page from disk; null when there is none of this name, or it is not for browsers. */
export async function chatAsset(name: string): Promise<Asset | null> {
  const type = TYPES[/^[a-z-]+\.(html|css|js|svg)$/.exec(name)?.[1] ?? '']
  if (!type) return null
  const body = await readFile(new URL(`./chat/${name}`, import.meta.url), 'utf8').catch(() => null)
  return body === null ? null : { body, type }
}

/** A file of the built staff app from disk («index.html», «assets/…»); null when there is none, or no build. */
export async function appAsset(name: string): Promise<Asset | null> {
  const type = TYPES[/^(?:assets\/)?[\w-]+(?:\.[\w-]+)*\.(html|css|js|svg)$/.exec(name)?.[1] ?? '']
  if (!type) return null
  const body = await readFile(new URL(`../dist/app/${name}`, import.meta.url), 'utf8').catch(() => null)
  return body === null ? null : { body, type }
}
