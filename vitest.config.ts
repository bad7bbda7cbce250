import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{domain,db,bot,jobs,api,miniapp,scripts}/**/*.test.ts'],
    globalSetup: ['db/testing/setup.ts', 'api/testing/built.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    env: { TZ: 'UTC' },
  },
})
