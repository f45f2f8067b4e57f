export { compileQuery } from './compile.ts'
export { SqlError, type CompiledQuery, type IndexingFacts, type Location, type Parameters } from './engine.ts'
