import { randomInt } from 'node:crypto';
import { vetEndpoint } from '../../domain/connections/vet-endpoint.ts';
import { egressPolicyOf } from '../../domain/endpoints/egress-policy-of.ts';
import { checkCredentials } from '../../domain/providers/check-credentials.ts';
import { needProvider } from '../../domain/providers/need-provider.ts';
import { effectiveBaseUrl, providerBinding } from '../../domain/providers/provider-access.ts';
import { toProvider } from '../../domain/providers/to-provider.ts';
import { bodyProblems, json, jsonBodyOf, problems } from '../../http/answers.ts';
import type { App } from '../../http/app.ts';
import { createRoute } from '../../http/create-route.ts';
import { idParam } from '../../http/id-param.ts';
import { ProblemError } from '../../problem-error.ts';
import { providerCredentialsSchema, providerSchema } from '../../schemas/provider.ts';
import type { Services } from '../../services.ts';
import { providerCredentialsTable } from '../../store/provider-credentials-table.ts';

const route = createRoute({
  method: 'put',
  path: '/providers/{id}/credentials',
  needs: 'admin',
  tags: ['Providers'],
  summary: "Save a provider's credentials",
  description:
    'Replaces what was saved, whole; the fields are those of `GET /providers`. They are sealed, never answered, and win over those of the environment.',
  request: { params: idParam, body: jsonBodyOf(providerCredentialsSchema) },
  responses: {
    200: json(providerSchema, 'The provider as it stands now.'),
    ...problems(401, 403, 404, ...bodyProblems),
  },
});

export function saveProviderCredentials(app: App, services: Services): void {
  app.openapi(route, async (c) => {
    const definition = needProvider(c.req.valid('param').id);
    const environment = services.options.providerEnvironment[definition.id] ?? {};
    const given = c.req.valid('json');
    const { plain, secrets } = checkCredentials(definition, given, environment['baseUrl']);
    const { baseUrl, trusted } = effectiveBaseUrl(definition, plain, environment);
    if (baseUrl === null || !URL.canParse(baseUrl)) {
      throw new ProblemError(422, 'credentials_incomplete', `${definition.name} needs a base URL.`);
    }
    if (!trusted && plain['baseUrl'] !== undefined) {
      const policy = await egressPolicyOf(services, services.db);
      await vetEndpoint(new URL(baseUrl), policy, 'baseUrl');
    }
    await services.changes.make(c.get('actor').name, async (change) => {
      const sealed = Object.entries(secrets).map(([name, secret]) => [
        name,
        services.keyring.seal(secret, providerBinding(definition, name, baseUrl)),
      ]);
      await providerCredentialsTable.put(change.db, {
        provider: definition.id,
        plain: JSON.stringify(plain),
        sealed: JSON.stringify(Object.fromEntries(sealed)),
        // Names the socket pool. Random, so that none is met again after a deletion.
        version: randomInt(2 ** 31),
        updatedAt: change.now,
      });
      await change.audit({
        action: 'provider_credentials.saved',
        target: { kind: 'provider', id: definition.id, name: definition.name },
        details: { fields: [...Object.keys(plain), ...Object.keys(secrets)].toSorted() },
      });
      change.touched.providers = true;
    });
    return c.json(toProvider(needAccess(services, definition.id)), 200);
  });
}

function needAccess(services: Services, id: string) {
  const access = services.publisher.providerAccess(id);
  if (access === undefined) throw new Error(`The provider ${id} was not published.`);
  return access;
}
