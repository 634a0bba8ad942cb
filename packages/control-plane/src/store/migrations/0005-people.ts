import type { Migration } from '../migrate.ts';
import type { Database } from '../tables.ts';

/** Where everything is that was made before there were projects. Never another one: it can't be deleted. */
export const defaultProjectId = `prj_${'0'.repeat(20)}`;

/** Users, their API tokens and projects. What there is already goes into the project "Default". */
export const people: Migration = {
  number: 5,
  name: 'people',
  async up(db) {
    await projectTables(db);
    await userColumns(db);
    await sessionColumns(db);
    await linkTable(db);
    await tokenTable(db);
    await keyColumns(db);
    await db.schema.alterTable('audit_events').addColumn('project_id', 'text').execute();
  },
};

async function projectTables(db: Database): Promise<void> {
  await db.schema
    .createTable('projects')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db
    .insertInto('projects')
    .values({ id: defaultProjectId, name: 'Default', nameKey: 'default', createdAt: 0 })
    .execute();
  await db.schema
    .createTable('project_members')
    .addColumn('project_id', 'text', (column) =>
      column.notNull().references('projects.id').onDelete('cascade'),
    )
    .addColumn('user_id', 'text', (column) =>
      column.notNull().references('users.id').onDelete('cascade'),
    )
    .addColumn('role', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('project_members_key', ['project_id', 'user_id'])
    .execute();
  await db.schema
    .createIndex('project_members_by_user')
    .on('project_members')
    .column('user_id')
    .execute();
  // Nullable in the schema alone: SQLite adds no column that both refers to a row and must be there.
  for (const table of ['agents', 'connections'] as const) {
    await db.schema
      .alterTable(table)
      .addColumn('project_id', 'text', (column) => column.references('projects.id'))
      .execute();
    await db.updateTable(table).set({ projectId: defaultProjectId }).execute();
    await db.schema.createIndex(`${table}_by_project`).on(table).column('project_id').execute();
  }
  await db.schema
    .alterTable('connections')
    .addColumn('shared', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}

async function userColumns(db: Database): Promise<void> {
  await db.schema
    .alterTable('users')
    .addColumn('name_key', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  for (const column of ['email', 'email_key', 'sso_subject']) {
    await db.schema.alterTable('users').addColumn(column, 'text').execute();
  }
  await db.schema
    .alterTable('users')
    .addColumn('disabled', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('users').addColumn('signed_in_at', 'bigint').execute();
  for (const { id, name } of await db.selectFrom('users').select(['id', 'name']).execute()) {
    const nameKey = name.normalize('NFKC').toLowerCase();
    await db.updateTable('users').set({ nameKey }).where('id', '=', id).execute();
  }
  for (const column of ['name_key', 'email_key', 'sso_subject']) {
    await db.schema.createIndex(`users_by_${column}`).on('users').column(column).unique().execute();
  }
}

async function sessionColumns(db: Database): Promise<void> {
  for (const column of ['user_agent', 'address']) {
    await db.schema.alterTable('sessions').addColumn(column, 'text').execute();
  }
  await db.schema.alterTable('sessions').addColumn('last_used_at', 'bigint').execute();
  await db.schema.createIndex('sessions_by_user').on('sessions').column('user_id').execute();
}

async function linkTable(db: Database): Promise<void> {
  await db.schema
    .createTable('password_links')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('user_id', 'text', (column) =>
      column.notNull().references('users.id').onDelete('cascade'),
    )
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
}

async function tokenTable(db: Database): Promise<void> {
  await db.schema
    .createTable('api_tokens')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('user_id', 'text', (column) =>
      column.notNull().references('users.id').onDelete('cascade'),
    )
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('hint', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('last_used_at', 'bigint')
    .execute();
  await db.schema.createIndex('api_tokens_by_user').on('api_tokens').column('user_id').execute();
}

async function keyColumns(db: Database): Promise<void> {
  for (const column of ['expires_at', 'last_used_at']) {
    await db.schema.alterTable('agent_keys').addColumn(column, 'bigint').execute();
  }
}
