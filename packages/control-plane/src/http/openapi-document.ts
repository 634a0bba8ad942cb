import type { App } from './app.ts';

export type OpenapiDocument = ReturnType<App['getOpenAPI31Document']>;

const description = `Choose, or plug in, the model behind each of your agents.

Send an API token as \`Authorization: Bearer …\`, or use the page's session cookie. Bodies are JSON
of at most 256 kB; unknown fields are refused, read-only ones of the answer ignored. Every problem is \`application/problem+json\` (RFC 9457)
with a stable \`code\`, and every answer carries \`x-request-id\`. The gateway, which carries the turns,
is described in the guides: it speaks OpenAI's own format.`;

/** OpenAPI 3.1, made of the very schemas that validate requests. */
export function openapiDocument(app: App, version: string): OpenapiDocument {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Jackfield',
      version,
      description,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ adminToken: [] }, { session: [] }],
    tags: [
      { name: 'Models', description: 'What there is to choose from.' },
      { name: 'Agents', description: 'What callers talk to.' },
      { name: 'Agent keys', description: 'What a caller shows the gateway.' },
      { name: 'Model setting', description: "An agent's choice, with every revision it ever had." },
      { name: 'Bake-offs', description: 'Test sets, and how models do on them.' },
      { name: 'Connections', description: 'Models of your own.' },
      { name: 'Endpoints', description: 'What connections may reach, and what is found nearby.' },
      { name: 'Providers', description: 'Whose credentials turns are sent with.' },
      { name: 'Records', description: 'What happened, and how things stand.' },
      { name: 'Webhooks', description: 'Who is told when something needs a person.' },
      { name: 'Projects', description: 'Whose agents and connections are whose.' },
      { name: 'People', description: 'Who is let in, and what they may do.' },
      { name: 'Account', description: 'Your own password, sessions and API tokens.' },
      { name: 'Access', description: 'Signing in and out.' },
    ],
  });
}

/** Tells the document of the two ways to be let in. */
export function describeSecurity(app: App): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'adminToken', {
    type: 'http',
    scheme: 'bearer',
    description:
      'A user’s API token (`jf_user_…`, made under `/me/tokens`), or JACKFIELD_ADMIN_TOKEN.',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'jackfield_session',
    description: "The page's own; set by signing in.",
  });
}
