import { classPathOf, installJava, javaPrerequisites } from '../java.ts'
import type { ServerDefinition } from '../server.ts'
import { mongoJavaExceptions } from './exceptions.ts'

/** mongo-java-server: MongoDB's protocol over Java's own collections, in memory. */
export const mongoJava: ServerDefinition = {
  name: 'mongo-java-server',
  title: 'mongo-java-server 1.47.0',
  engine: 'mongo',
  proves: 'aggregates, object elements, hostile field names, change streams',
  prerequisites: javaPrerequisites,
  sources: ['pom.xml', 'jars.sha256', 'Main.java'],
  install: (folder) => installJava(folder, 'mongo-java-server', 'jars.sha256'),
  start: ({ installed, port }) => ({
    program: 'java',
    arguments: [
      '-Xmx512m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1', // tests end before the second compiler has paid for itself
      // One request at a time: with more, findAndModify gives what a later one has made of the document.
      '-Dio.netty.eventLoopThreads=1',
      '-cp',
      classPathOf(installed),
      'Main',
      String(port),
    ],
  }),
  // Nobody else becomes the server here: to look for one half a minute long, as the SDK does, is in vain.
  environment: (url) => ({ MONGO_URI: `${url}?serverSelectionTimeoutMS=3000`, MONGO_DATABASE: 'bytelyst' }),
  lacks: ['transactions', 'changes'],
  exceptions: mongoJavaExceptions,
}
