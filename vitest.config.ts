import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Small files that take long, since they mostly wait: begun last, as small ones are, they would keep the suite waiting too. */
const PATIENT = /scripts\/(chaos|dead|simulate|train)|api\/(start|worker)\.test/

/** The largest file first, but for those; a class, since Vitest constructs it. */
class PatientFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files)
    const isPatient = ({ moduleId }: TestSpecification) => PATIENT.test(moduleId)
    return [...bySize.filter(isPatient), ...bySize.filter((file) => !isPatient(file))]
  }
}

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
    sequence: { sequencer: PatientFirst },
    env: { TZ: 'UTC' },
  },
})
