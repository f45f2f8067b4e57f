import { describe, onTestFinished, test } from 'vitest'
import { allChecks } from './checks/index.ts'
import { openSubject } from './support/subject.ts'

describe.each(Object.entries(allChecks))('%s, through the SDK', (_, checks) => {
  test.each(checks)('$name', async ({ run }) => {
    const subject = await openSubject()
    onTestFinished(subject.close)
    await run(subject)
  })
})
