import type { Part } from './part.ts'

const offers = '/products/web/flags/offers'

/** Evaluation: rules, the share of a roll-out, what is off, and that each one is counted. */
export const evaluationParts: readonly Part[] = [
  {
    name: 'evaluations',
    needs: [],
    async play(client) {
      const evaluate = `POST ${offers}/evaluations`
      await client.send(200, `PATCH ${offers}`, { json: { enabled: true, rollout: 50 } })
      await client.send(200, evaluate, { json: { userId: 'u-1', attributes: { country: 'NO' } } })
      await client.send(200, evaluate, { json: { userId: 'u-1', attributes: { country: 'DE', constructor: 'x' } } })
      await client.send(200, evaluate, { json: { userId: 'Ærlig 😀' } })
      const off = await client.send(200, 'POST /products/web/flags/dark-mode/evaluations', { json: { userId: 'u-1' } })
      client.check('a flag that is off is off for everybody', off.body.includes('"reason":"disabled"'))
      for (const wrong of [{}, { userId: '' }, { userId: 7 }, { userId: 'u-1', attributes: { age: 7 } }]) {
        await client.send(400, evaluate, { json: wrong })
      }
      await client.send(404, 'POST /products/web/flags/nothing/evaluations', { json: { userId: 'u-1' } })

      const users = Array.from({ length: 40 }, (_, i) => `user-${i}`)
      const answers = await client.together(
        { 200: users.length },
        users.map((userId) => [evaluate, { json: { userId } }] as const),
      )
      const enabled = answers.filter(({ body }) => body.includes('"enabled":true')).length
      client.check('half of the users get half a roll-out, more or less', enabled >= 10 && enabled <= 30)
    },
  },
  {
    name: 'evaluations counted',
    needs: ['sort'],
    async play(client) {
      const usage = await client.send(200, 'GET /products/web/usage')
      const { items } = usage.json<{ items: { flagId: string; evaluations: number }[] }>()
      const counted = items.find(({ flagId }) => flagId === 'offers')?.evaluations
      client.check(`43 evaluations are counted as 43, got ${counted}`, counted === 43)
    },
  },
]
