declare module 'better-sqlite3' {
  const Database: new (path: string) => import('./connection.ts').Connection
  export default Database
}
