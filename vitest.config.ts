import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{domain,db,bot,jobs,api,miniapp,scripts}/**/*.test.ts'],
    globalSetup: ['db/testing/setup.ts', 'api/testing/built.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What a slow machine shows late is shown all the same.
    expect: { poll: { timeout: 20_000, interval: 100 } },
    maxWorkers: 2,
    // A worker takes file after file, and what is imported and compiled stays warm: files must not leave anything behind.
    isolate: false,
    env: { TZ: 'UTC' },
  },
})
