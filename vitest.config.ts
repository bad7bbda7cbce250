import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{domain,db,bot,jobs,api,miniapp,scripts}/**/*.test.ts'],
    globalSetup: ['db/testing/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    env: { TZ: 'UTC' },
  },
})
