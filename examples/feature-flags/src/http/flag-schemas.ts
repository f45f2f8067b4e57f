import { slug } from './schemas.ts'

const label = { type: 'string', minLength: 1, maxLength: 100 } as const
const description = { type: 'string', maxLength: 1000 } as const
const enabled = { type: 'boolean' } as const

/** A percentage of users. */
export const rollout = { type: 'integer', minimum: 0, maximum: 100 } as const

export const tag: typeof label = label

const rules = {
  type: 'array',
  maxItems: 20,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['attribute', 'values', 'serve'],
    properties: {
      attribute: label,
      values: { type: 'array', minItems: 1, maxItems: 100, items: { type: 'string', maxLength: 200 } },
      serve: { type: 'boolean' },
    },
  },
} as const
const tags = { type: 'array', maxItems: 20, uniqueItems: true, items: tag } as const

/** A new flag. What is not said is off. */
export const newFlag = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: {
    id: slug,
    description: { ...description, default: '' },
    enabled: { ...enabled, default: false },
    rollout: { ...rollout, default: 0 },
    rules: { ...rules, default: [] },
    tags: { ...tags, default: [] },
  },
} as const

/** The whole of a flag. */
export const flagSettings = {
  type: 'object',
  additionalProperties: false,
  required: ['description', 'enabled', 'rollout', 'rules', 'tags'],
  properties: { description, enabled, rollout, rules, tags },
} as const

/** Part of a flag. */
export const flagChanges = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: { description, enabled, rollout, addTag: tag, removeTag: tag },
} as const
