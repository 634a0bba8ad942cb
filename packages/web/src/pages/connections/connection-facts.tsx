import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { connectionPlace } from '../../model/connection-place.ts';
import { useMe } from '../../api/rights.ts';
import { CopyableId } from '../../parts/copy-button.tsx';
import { day, When } from '../../parts/when.tsx';

const methods = { 'x-api-key': 'x-api-key', bearer: 'Bearer token', none: 'nothing' } as const;

/** What a connection is. */
export function ConnectionFacts({ connection }: { connection: Connection }): ReactElement {
  const { url, modelId, auth, tls, streaming, model, lastPassedAt, usedBy } = connection;
  const place = connectionPlace(connection, useMe()?.projects ?? []);
  return (
    <section aria-label="Facts" className="card p-4">
      <dl className="space-y-3 text-sm">
        <Fact name="URL">
          <span className="font-mono text-xs break-all">{url}</span>
        </Fact>
        <Fact name="Model ID">
          <span className="font-mono text-xs break-all">{modelId}</span>
        </Fact>
        <Fact name="Authorised by">{methods[auth.method]}</Fact>
        {tls !== null && <Fact name="TLS">{tlsWords(tls)}</Fact>}
        <Fact name="Streaming">{streaming ? 'on' : 'off'}</Fact>
        {place !== null && <Fact name="Project">{place}</Fact>}
        <Fact name="Last passed">
          {lastPassedAt === null ? 'never' : <When at={lastPassedAt} />}
        </Fact>
        <Fact name="In the catalogue as">
          <CopyableId id={model} what="catalogue id" />
        </Fact>
        <Fact name="Used by">
          <UsedBy agents={usedBy} />
        </Fact>
      </dl>
    </section>
  );
}

function tlsWords({
  caCertificates,
  clientCertificateEndsAt,
}: NonNullable<Connection['tls']>): string {
  const parts = [
    ...(caCertificates === null ? [] : ['authorities of its own']),
    ...(clientCertificateEndsAt === null
      ? []
      : [`client certificate until ${day(clientCertificateEndsAt.slice(0, 10))}`]),
  ];
  return parts.join(', ');
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The first few agents that use it. */
export function UsedBy({ agents }: { agents: Connection['usedBy'] }): ReactElement {
  if (agents.length === 0) return <span className="text-muted">no agent yet</span>;
  return (
    <span className="flex flex-wrap gap-x-2">
      {agents.slice(0, 3).map((agent) => (
        <Link
          key={agent.id}
          to="/agents/$agentId"
          params={{ agentId: agent.id }}
          className="underline decoration-edge underline-offset-2 hover:decoration-ink"
        >
          {agent.name}
        </Link>
      ))}
      {agents.length > 3 && <span className="text-muted">and {agents.length - 3} more</span>}
    </span>
  );
}
