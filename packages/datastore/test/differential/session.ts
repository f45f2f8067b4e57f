import { Contents } from './contents.ts'
import type { Document, Layout } from './step.ts'
import type { Place, Subject, SubjectCollection } from './subject.ts'

/** One side while it runs a program: its collection, and what stands in it. */
export class Session implements Place {
  readonly subject: Subject
  readonly collection: SubjectCollection
  readonly layout: Layout
  /** Whether pages are in a total order that both sides know; else an engine may page in its own. */
  readonly sorts: boolean
  contents: Contents = Contents.none

  private constructor(subject: Subject, collection: SubjectCollection, layout: Layout, sorts: boolean) {
    this.sorts = sorts
    this.subject = subject
    this.collection = collection
    this.layout = layout
  }

  static async open(
    subject: Subject,
    layout: Layout,
    { indexed, sorts }: { readonly indexed: boolean; readonly sorts: boolean },
    documents: readonly Document[],
  ): Promise<Session> {
    const { partitionKeyPath, unique } = layout
    const indexes = [...unique, ...(indexed ? layout.indexes : [])]
    const session = new Session(subject, await subject.fresh({ partitionKeyPath, indexes }), layout, sorts)
    if (documents.length > 0) await session.collection.createMany(documents)
    session.contents = await Contents.of(session)
    return session
  }
}
