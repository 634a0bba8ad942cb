import { randomBytes } from 'node:crypto';
import type { Secret } from '@jackfield/gateway-config';
import { ProblemError } from '../../problem-error.ts';
import type { Changes } from '../../publish/changes.ts';
import { programStateTable } from '../../store/program-state-table.ts';
import { newId } from '../../store/new-id.ts';
import type { Database, UserRow } from '../../store/tables.ts';
import { userTable } from '../../store/user-table.ts';
import { nameKey } from '../name-key.ts';
import type { Actor } from './actor.ts';
import { allScopes, apiTokenActor, sessionActor } from './find-actor.ts';
import type { LastUses } from './last-uses.ts';
import { hashPassword, unmatchableHash, verifyPassword } from './password.ts';
import { endSession, startSession } from './sessions.ts';
import type { Device } from './sessions.ts';
import { SignInLimiter } from './sign-in-limiter.ts';
import { tokenHash, tokenMatches } from './token-hash.ts';

const adminName = 'admin';

/** The SHA-256 of the newest one-time token, whichever process made it. */
const firstAdminState = 'firstAdminToken';

const bootstrapActor: Actor = {
  name: 'admin token',
  role: 'admin',
  projects: new Map(),
  scopes: allScopes,
  by: { kind: 'admin_token' },
};

interface AccessOptions {
  readonly db: Database;
  readonly changes: Changes;
  readonly lastUses: LastUses;
  readonly adminToken: Secret | null;
  readonly passwordSignIn: boolean;
  readonly clock: () => number;
}

/** Lets people and programs in: by the bootstrap token, an API token, the one-time link, a password or a session. */
export class Access {
  readonly #options: AccessOptions;
  readonly #limiter: SignInLimiter;
  readonly #adminTokenHash: string | null;
  /** Once true it stays so: the last admin can't be taken away. */
  #adminSeen = false;

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#limiter = new SignInLimiter(options.clock);
    const { adminToken } = options;
    this.#adminTokenHash = adminToken === null ? null : tokenHash(adminToken.reveal());
  }

  async hasAdmin(): Promise<boolean> {
    this.#adminSeen ||= (await userTable.activeAdmins(this.#options.db)).length > 0;
    return this.#adminSeen;
  }

  get passwordSignIn(): boolean {
    return this.#options.passwordSignIn;
  }

  /** @throws ProblemError 403 `password_sign_in_off` */
  needPasswordSignIn(): void {
    if (!this.passwordSignIn) throw passwordsOff();
  }

  /**
   * A new one-time token, which ends an earlier one, of another process too; `null` once there is an
   * admin.
   */
  async newFirstAdminToken(): Promise<string | null> {
    const token = randomBytes(32).toString('base64url');
    return this.#options.changes.make('jackfield', async ({ db }) => {
      if ((await userTable.activeAdmins(db)).length > 0) return null;
      await programStateTable.set(db, firstAdminState, tokenHash(token));
      return token;
    });
  }

  async tokenActor(token: string): Promise<Actor | null> {
    if (this.#adminTokenHash !== null && tokenMatches(token, this.#adminTokenHash)) {
      return bootstrapActor;
    }
    const { db, clock, lastUses } = this.#options;
    const actor = await apiTokenActor(db, token, clock());
    if (actor?.by.kind === 'api_token') lastUses.saw('token', actor.by.token.id, clock());
    return actor;
  }

  async sessionActor(sessionToken: string): Promise<Actor | null> {
    const { db, clock, lastUses } = this.#options;
    const actor = await sessionActor(db, sessionToken, clock());
    if (actor?.by.kind === 'session') lastUses.saw('session', actor.by.sessionHash, clock());
    return actor;
  }

  /**
   * Makes the admin and a session, whose token it gives. Of any number of requests at once,
   * exactly one succeeds.
   */
  async createFirstAdmin(token: string, password: string, device: Device): Promise<string> {
    const { db, changes } = this.#options;
    if (await this.hasAdmin()) throw adminExists();
    const hash = await programStateTable.get(db, firstAdminState);
    if (hash === null || !tokenMatches(token, hash)) {
      throw new ProblemError(
        401,
        'first_admin_token_wrong',
        'This one-time link is not valid (any more): each start of Jackfield makes a new one. Use the link that the last start printed.',
      );
    }
    const passwordHash = await hashPassword(password);
    return changes.make(adminName, async (change) => {
      if ((await userTable.activeAdmins(change.db)).length > 0) throw adminExists();
      const user = {
        id: newId('usr'),
        name: await freeAdminName(change.db),
        email: null,
        emailKey: null,
        role: 'admin',
        passwordHash,
        ssoSubject: null,
        disabled: 0,
        createdAt: change.now,
        signedInAt: change.now,
      };
      await userTable.insert(change.db, { ...user, nameKey: nameKey(user.name) });
      await change.audit({
        action: 'admin.created',
        target: { kind: 'user', id: user.id, name: user.name },
        details: {},
      });
      return startSession(change, user, device);
    });
  }

  /**
   * Makes a session and gives its token. An unknown name costs what a wrong password costs, and is
   * answered alike.
   */
  async signIn(name: string, password: string, device: Device): Promise<string> {
    this.needPasswordSignIn();
    const attempt = this.#limiter.begin(device.address, nameKey(name.trim()));
    const user = await this.#userNamed(name);
    const canSignIn = user !== undefined && user.disabled === 0 && user.passwordHash !== '';
    const phc = canSignIn ? user.passwordHash : unmatchableHash;
    let matches = false;
    try {
      matches = await verifyPassword(password, phc);
    } catch (error) {
      attempt.forget();
      throw error;
    }
    if (!canSignIn || !matches) {
      const firstAdmin = !(await this.hasAdmin());
      throw new ProblemError(
        401,
        'sign_in_refused',
        firstAdmin
          ? 'There is no admin yet. Open the one-time link that the start of Jackfield printed, and set a password there.'
          : 'The name or the password is wrong.',
        { members: { firstAdmin } },
      );
    }
    attempt.forget();
    return this.#options.changes.make(user.name, async (change) => {
      // The password may have been changed, or the user disabled, while it was looked at.
      const now = await userTable.byId(change.db, user.id);
      if (now?.passwordHash !== phc || now.disabled === 1) throw changedMeanwhile();
      return startSession(change, now, device);
    });
  }

  async signOut(actor: Actor): Promise<void> {
    const { by } = actor;
    if (by.kind !== 'session') return;
    await this.#options.changes.make(actor.name, (change) =>
      endSession(change, by.sessionHash, by.user),
    );
  }

  /** Whether it is the user's own password; guesses count like those at sign-in. */
  async isPasswordOf(user: UserRow, password: string, address: string): Promise<boolean> {
    const attempt = this.#limiter.begin(address, user.nameKey);
    try {
      const phc = user.passwordHash === '' ? unmatchableHash : user.passwordHash;
      const matches = await verifyPassword(password, phc);
      if (matches) attempt.forget();
      return matches;
    } catch (error) {
      attempt.forget();
      throw error;
    }
  }

  #userNamed(name: string): Promise<UserRow | undefined> {
    const key = nameKey(name.trim());
    const { db } = this.#options;
    return key.includes('@') ? userTable.byEmailKey(db, key) : userTable.byNameKey(db, key);
  }
}

/** An invited user may have taken the name before there was an admin. */
async function freeAdminName(db: Database): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? adminName : `${adminName} ${number}`;
    if ((await userTable.byNameKey(db, nameKey(name))) === undefined) return name;
  }
}

function adminExists(): ProblemError {
  return new ProblemError(
    409,
    'admin_exists',
    'There is an admin already. Sign in with the password that was set.',
  );
}

function passwordsOff(): ProblemError {
  return new ProblemError(
    403,
    'password_sign_in_off',
    'Passwords are switched off here (JACKFIELD_PASSWORD_SIGN_IN). Sign in with single sign-on.',
  );
}

function changedMeanwhile(): ProblemError {
  return new ProblemError(401, 'sign_in_refused', 'The name or the password is wrong.', {
    members: { firstAdmin: false },
  });
}
