/** Prints, as one line of JSON, the address of every file and every `node:` module that importing the root loads. */
import { registerHooks } from 'node:module'

const loaded: string[] = []
registerHooks({
  load(url, context, next) {
    loaded.push(url)
    return next(url, context)
  },
})
await import('@bytelyst/datastore')
console.log(JSON.stringify(loaded))
