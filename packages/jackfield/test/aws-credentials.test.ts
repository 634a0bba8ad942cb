import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startFakeUpstream, type FakeUpstream } from '@jackfield/fake-upstream';
import type { ProviderCheck } from '@jackfield/control-plane';
import { describe, expect, test } from 'vitest';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { adminToken, startProgram, type Program } from './start-program.ts';

const keys = {
  accessKeyId: 'AKIAROLEROLEROLEROLE',
  secretAccessKey: 'role-secret-canary',
  sessionToken: 'role-session-canary',
};

interface RoleServer extends AsyncDisposable {
  readonly url: string;
  readonly asked: () => number;
}

/** The credentials endpoint of a container, whose keys end in `lastsMs`; the first may be other ones. */
async function startRoleServer(lastsMs: number, first = keys.secretAccessKey): Promise<RoleServer> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    if (request.headers.authorization !== 'container-token') {
      response.writeHead(403).end();
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        AccessKeyId: keys.accessKeyId,
        SecretAccessKey: asked === 1 ? first : keys.secretAccessKey,
        Token: keys.sessionToken,
        Expiration: new Date(Date.now() + lastsMs).toISOString(),
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Holds: the server listens on TCP.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/role`,
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function start(folder: DataFolder, upstream: FakeUpstream, more: Record<string, string>): Program {
  return startProgram(['serve'], {
    JACKFIELD_PORT: '0',
    JACKFIELD_DATA_DIR: folder.path,
    JACKFIELD_ADMIN_TOKEN: adminToken,
    BEDROCK_BASE_URL: upstream.baseUrls.bedrock,
    AWS_REGION: 'us-east-1',
    AWS_CONFIG_FILE: join(folder.path, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder.path, 'aws-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    ...more,
  });
}

async function check(program: Program): Promise<{ status: number; body: ProviderCheck }> {
  const response = await fetch(`${await program.ready}/api/v1/providers/bedrock/check`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}` },
  });
  // Holds where the status is 200.
  return { status: response.status, body: (await response.json()) as ProviderCheck };
}

describe('AWS’s usual chain of credentials', () => {
  test('case 13: is not asked unless the operator turns it on', async () => {
    await using folder = await dataFolder();
    await using upstream = await startFakeUpstream();
    await using role = await startRoleServer(3_600_000);
    await using program = start(folder, upstream, {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: role.url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'container-token',
    });
    expect((await check(program)).status).toBe(409);
    expect(role.asked()).toBe(0);
  });

  test('gives the keys of a container’s role, which sign requests with their session token', async () => {
    await using folder = await dataFolder();
    await using upstream = await startFakeUpstream({ credentials: { bedrock: keys } });
    await using role = await startRoleServer(3_600_000);
    await using program = start(folder, upstream, {
      JACKFIELD_AWS_CREDENTIALS: 'chain',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: role.url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'container-token',
      // Belongs to nothing here, and must not be mixed with the role's keys.
      AWS_SESSION_TOKEN: 'stray-canary',
    });
    const { status, body } = await check(program);
    expect([status, body.ready, body.words]).toEqual([200, true, null]);
    program.kill('SIGTERM');
    const { code, stdout, stderr } = await program.ended;
    expect(code).toBe(0);
    expect(stdout + stderr + JSON.stringify(body)).not.toContain('canary');
  });

  test('gives the keys of a profile', async () => {
    await using folder = await dataFolder();
    await using upstream = await startFakeUpstream({ credentials: { bedrock: keys } });
    const profile = [
      '[voice]',
      `aws_access_key_id = ${keys.accessKeyId}`,
      `aws_secret_access_key = ${keys.secretAccessKey}`,
      `aws_session_token = ${keys.sessionToken}`,
    ];
    await writeFile(join(folder.path, 'aws-credentials'), profile.join('\n'));
    await using program = start(folder, upstream, {
      JACKFIELD_AWS_CREDENTIALS: 'chain',
      AWS_PROFILE: 'voice',
    });
    expect(await check(program)).toMatchObject({ status: 200, body: { ready: true } });
  });

  test('that finds nothing is no reason not to start, and is said without waiting', async () => {
    await using folder = await dataFolder();
    await using upstream = await startFakeUpstream();
    await using program = start(folder, upstream, { JACKFIELD_AWS_CREDENTIALS: 'chain' });
    expect((await check(program)).status).toBe(409);
    await expect.poll(() => program.stderr()).toContain('AWS credentials could not be found');
  });

  test('is named with the value that turns it on when the value is another', async () => {
    await using folder = await dataFolder();
    await using upstream = await startFakeUpstream();
    await using program = start(folder, upstream, { JACKFIELD_AWS_CREDENTIALS: 'yes' });
    const { code, stderr } = await program.ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining('must be "chain"')]);
  });

  test('is asked again before its keys end, and the new ones are live', async () => {
    await using folder = await dataFolder();
    await using upstream = await startFakeUpstream({ credentials: { bedrock: keys } });
    // Keys are renewed five minutes before their end.
    await using role = await startRoleServer(301_000, 'ended-secret-canary');
    await using program = start(folder, upstream, {
      JACKFIELD_AWS_CREDENTIALS: 'chain',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: role.url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'container-token',
    });
    expect(await check(program)).toMatchObject({ status: 200, body: { ready: false } });
    const ready = async (): Promise<boolean> => (await check(program)).body.ready;
    await expect.poll(ready, { timeout: 10_000 }).toBe(true);
    expect(role.asked()).toBeGreaterThan(1);
  });
});
