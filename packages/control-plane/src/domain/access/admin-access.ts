import { randomBytes } from 'node:crypto';
import type { Secret } from '@jackfield/gateway-config';
import { ProblemError } from '../../problem-error.ts';
import type { Change, Changes } from '../../publish/changes.ts';
import { newId } from '../../store/new-id.ts';
import { sessionTable } from '../../store/session-table.ts';
import type { Database } from '../../store/tables.ts';
import { userTable } from '../../store/user-table.ts';
import type { Actor } from './actor.ts';
import { adminRole } from './need-admin.ts';
import { hashPassword, unmatchableHash, verifyPassword } from './password.ts';
import { SignInLimiter } from './sign-in-limiter.ts';
import { tokenHash, tokenMatches } from './token-hash.ts';

export const sessionSeconds = 30 * 24 * 60 * 60;

const adminName = 'admin';

/** The one admin there is for now: by token, by the one-time link, or by password and session. */
export class AdminAccess {
  readonly #db: Database;
  readonly #changes: Changes;
  readonly #clock: () => number;
  readonly #limiter: SignInLimiter;
  readonly #adminTokenHash: string | null;
  #firstAdminTokenHash: string | null = null;
  #hasAdmin: boolean;

  static async open(
    db: Database,
    changes: Changes,
    adminToken: Secret | null,
    clock: () => number,
  ): Promise<AdminAccess> {
    const hasAdmin = (await userTable.admin(db)) !== undefined;
    return new AdminAccess(db, changes, adminToken, clock, hasAdmin);
  }

  private constructor(
    db: Database,
    changes: Changes,
    adminToken: Secret | null,
    clock: () => number,
    hasAdmin: boolean,
  ) {
    this.#db = db;
    this.#changes = changes;
    this.#clock = clock;
    this.#limiter = new SignInLimiter(clock);
    this.#adminTokenHash = adminToken === null ? null : tokenHash(adminToken.reveal());
    this.#hasAdmin = hasAdmin;
  }

  get hasAdmin(): boolean {
    return this.#hasAdmin;
  }

  /** A new one-time token, which ends an earlier one; `null` once there is an admin. */
  newFirstAdminToken(): string | null {
    if (this.#hasAdmin) return null;
    const token = randomBytes(32).toString('base64url');
    this.#firstAdminTokenHash = tokenHash(token);
    return token;
  }

  tokenActor(token: string): Actor | null {
    if (this.#adminTokenHash === null || !tokenMatches(token, this.#adminTokenHash)) return null;
    return { kind: 'token', name: 'admin token', role: adminRole };
  }

  async sessionActor(sessionToken: string): Promise<Actor | null> {
    const sessionHash = tokenHash(sessionToken);
    const user = await sessionTable.user(this.#db, sessionHash);
    if (user === undefined || user.expiresAt <= this.#clock()) return null;
    return { kind: 'session', name: user.name, role: user.role, sessionHash };
  }

  /**
   * Makes the admin and a session, whose token it gives. Of any number of requests at once,
   * exactly one succeeds.
   */
  async createFirstAdmin(token: string, password: string): Promise<string> {
    if (this.#hasAdmin) throw adminExists();
    if (this.#firstAdminTokenHash === null || !tokenMatches(token, this.#firstAdminTokenHash)) {
      throw new ProblemError(
        401,
        'first_admin_token_wrong',
        'This one-time link is not valid (any more): each start of Jackfield makes a new one. Use the link that the last start printed.',
      );
    }
    const passwordHash = await hashPassword(password);
    const session = await this.#changes.make(adminName, async (change) => {
      if ((await userTable.admin(change.db)) !== undefined) throw adminExists();
      const id = newId('usr');
      await userTable.insert(change.db, {
        id,
        name: adminName,
        role: adminRole,
        passwordHash,
        createdAt: change.now,
      });
      await change.audit({
        action: 'admin.created',
        target: { kind: 'user', id, name: adminName },
        details: {},
      });
      return this.#startSession(change, id, adminName);
    });
    this.#hasAdmin = true;
    this.#firstAdminTokenHash = null;
    return session;
  }

  /** Makes a session and gives its token. */
  async signIn(password: string, address: string): Promise<string> {
    const waitSeconds = this.#limiter.begin(address);
    if (waitSeconds > 0) {
      throw new ProblemError(
        429,
        'too_many_sign_ins',
        `Too many wrong passwords from this address. Try again in ${waitSeconds} seconds.`,
        { headers: { 'retry-after': String(waitSeconds) } },
      );
    }
    const user = await userTable.admin(this.#db);
    const matches = await this.#matches(password, user?.passwordHash ?? unmatchableHash, address);
    if (user === undefined || !matches) {
      throw new ProblemError(
        401,
        'sign_in_refused',
        user === undefined
          ? 'There is no admin yet. Open the one-time link that the start of Jackfield printed, and set a password there.'
          : 'The password is wrong.',
        { members: { firstAdmin: user === undefined } },
      );
    }
    this.#limiter.forget(address);
    return this.#changes.make(user.name, (change) =>
      this.#startSession(change, user.id, user.name),
    );
  }

  async #matches(password: string, phc: string, address: string): Promise<boolean> {
    try {
      return await verifyPassword(password, phc);
    } catch (error) {
      this.#limiter.forget(address);
      throw error;
    }
  }

  async signOut(actor: Actor): Promise<void> {
    if (actor.kind !== 'session') return;
    await this.#changes.make(actor.name, async (change) => {
      await sessionTable.delete(change.db, actor.sessionHash);
      await change.audit({
        action: 'session.ended',
        target: { kind: 'session', id: actor.sessionHash.slice(0, 12), name: actor.name },
        details: {},
      });
    });
  }

  async #startSession(change: Change, userId: string, name: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const hash = tokenHash(token);
    await sessionTable.deleteExpired(change.db, change.now);
    const expiresAt = change.now + sessionSeconds * 1_000;
    await sessionTable.insert(change.db, { hash, userId, createdAt: change.now, expiresAt });
    await change.audit({
      action: 'session.started',
      target: { kind: 'session', id: hash.slice(0, 12), name },
      details: {},
    });
    return token;
  }
}

function adminExists(): ProblemError {
  return new ProblemError(
    409,
    'admin_exists',
    'There is an admin already. Sign in with the password that was set.',
  );
}
