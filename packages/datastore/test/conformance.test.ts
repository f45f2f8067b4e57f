import { MemoryDatastoreProvider } from '@bytelyst/datastore'
import { service, suite } from '@bytelyst/datastore/conformance'
import { expect, test } from 'vitest'

test('the subject is what the given environment selects, not that of the process', async () => {
  const subject = await service.openFromEnvironment({ DB_PROVIDER: 'memory' })
  expect((await subject.create()).name).toBe('memory')
  const unset = await service.openFromEnvironment({})
  expect(() => unset.create()).toThrow('DB_PROVIDER')
})

test('what cannot be removed does not keep the rest: every other collection is dropped and every provider closed', async () => {
  const dropped: string[] = []
  class Stubborn extends MemoryDatastoreProvider {
    override async dropCollection(name: string): Promise<void> {
      if (dropped.push(name) === 1) throw new Error('no')
      await super.dropCollection(name)
    }
  }
  const providers = [new Stubborn(), new Stubborn()]
  const [provider] = providers
  const subject = { create: () => providers.pop() as Stubborn }
  const context = await suite.prepare(subject, 'datastore/any/case')
  await context.collection()
  await context.collection()
  await context.another()
  await expect(suite.dispose(subject)).rejects.toMatchObject({ errors: [{ message: 'no' }] })
  expect(dropped).toHaveLength(2)
  await expect(provider?.ping()).rejects.toMatchObject({ code: 'closed' })
  await expect(context.provider.ping()).rejects.toMatchObject({ code: 'closed' })
})
