import type { Database, ProjectMemberRow } from './tables.ts';

export interface ProjectMember {
  readonly userId: string;
  readonly name: string;
  readonly email: string | null;
  readonly userRole: string;
  readonly role: string;
}

export const projectMemberTable = {
  async ofUser(
    db: Database,
    userId: string,
  ): Promise<{ projectId: string; name: string; role: string }[]> {
    return db
      .selectFrom('projectMembers')
      .innerJoin('projects', 'projects.id', 'projectMembers.projectId')
      .select(['projectMembers.projectId', 'projects.name', 'projectMembers.role'])
      .where('projectMembers.userId', '=', userId)
      .orderBy('projects.nameKey')
      .execute();
  },

  async all(db: Database): Promise<ProjectMemberRow[]> {
    return db.selectFrom('projectMembers').selectAll().execute();
  },

  async ofProject(db: Database, projectId: string): Promise<ProjectMember[]> {
    return db
      .selectFrom('projectMembers')
      .innerJoin('users', 'users.id', 'projectMembers.userId')
      .select([
        'users.id as userId',
        'users.name',
        'users.email',
        'users.role as userRole',
        'projectMembers.role',
      ])
      .where('projectMembers.projectId', '=', projectId)
      .orderBy('users.nameKey')
      .execute();
  },

  async put(db: Database, row: ProjectMemberRow): Promise<void> {
    await db
      .insertInto('projectMembers')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['projectId', 'userId']).doUpdateSet({ role: row.role }),
      )
      .execute();
  },

  async delete(db: Database, projectId: string, userId: string): Promise<void> {
    await db
      .deleteFrom('projectMembers')
      .where('projectId', '=', projectId)
      .where('userId', '=', userId)
      .execute();
  },
};
