import type { InjectOptions } from 'fastify'

function post(url: string, payload: object): InjectOptions {
  return { method: 'POST', url, payload, headers: { 'x-actor': 'demo' } }
}

/** Two products with flags, to have something to look at. */
export const sampleRequests: readonly InjectOptions[] = [
  post('/products', { id: 'web', name: 'Web shop', plan: 'pro', seats: 40 }),
  post('/products', { id: 'mobile', name: 'Mobile app', plan: 'free', seats: 3 }),
  post('/products/web/flags', {
    id: 'new-checkout',
    description: 'One page instead of four steps',
    enabled: true,
    rollout: 50,
    rules: [{ attribute: 'country', values: ['NO', 'SE'], serve: true }],
    tags: ['beta', 'shop'],
  }),
  post('/products/web/flags', {
    id: 'dark-mode',
    description: 'Dark colours everywhere',
    enabled: true,
    rollout: 100,
    tags: ['ui'],
  }),
  post('/products/web/flags', { id: 'wishlist', description: 'Things to buy later', rollout: 20, tags: ['shop'] }),
  post('/products/mobile/flags', {
    id: 'offline-mode',
    description: 'Works in the tunnel too',
    enabled: true,
    rollout: 10,
    tags: ['beta'],
  }),
]
