import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import type { Agent, Model } from '@jackfield/control-plane/rest-types';
import { useObstacle } from '../../api/rights.ts';
import { count, dollars } from '../../model/amounts.ts';
import { parameterLabels } from '../../model/capability-difference.ts';
import { lifecycleWords } from '../../model/lifecycle-words.ts';
import {
  costPerTurnWords,
  errorWords,
  firstTokenWords,
  useMeasuredHere,
  type MeasuredHere,
} from '../../model/measured-here.ts';
import { ModelBadges } from '../../model/model-badges.tsx';
import { pricePerThousandTurns } from '../../model/price-of-turns.ts';
import { ExternalLink } from '../../parts/external-link.tsx';
import { Notice } from '../../parts/notice.tsx';
import { day } from '../../parts/when.tsx';

/** Everything the catalogue knows of one model, and who uses it. */
export function ModelDetails({
  model,
  agents,
}: {
  model: Model;
  agents: readonly Agent[];
}): ReactElement {
  const { capabilities, lifecycle, price } = model;
  const obstacle = useObstacle('admin');
  const measured = useMeasuredHere();
  const can = [
    capabilities.images && 'images in the conversation',
    capabilities.tools && 'tool calls',
    capabilities.structuredOutput && 'structured output',
    capabilities.streaming && 'streaming',
  ].filter(Boolean);
  return (
    <div className="space-y-5">
      <div className="flex flex-wrap gap-2 empty:hidden">
        <ModelBadges model={model} />
      </div>
      <p>{model.description}</p>
      {model.reason !== null && (
        <Notice tone="warn" title="It can’t be chosen">
          {model.reason}
        </Notice>
      )}
      {model.selectable && !model.ready && (
        <Notice tone="warn" title={`${model.providerName} has no credentials yet`}>
          {model.notReadyReason}{' '}
          {model.connectionId === null && obstacle !== null ? (
            'An admin can give them.'
          ) : model.connectionId === null ? (
            <Link
              to="/providers"
              search={{ provider: model.provider }}
              className="font-medium underline underline-offset-2"
            >
              Give them
            </Link>
          ) : (
            <Link
              to="/connections/$connectionId"
              params={{ connectionId: model.connectionId }}
              className="font-medium underline underline-offset-2"
            >
              Open the connection
            </Link>
          )}
        </Notice>
      )}
      <dl className="figures grid grid-cols-[10rem_minmax(0,1fr)] gap-x-4 gap-y-2.5">
        <Row name="Provider">{model.providerName}</Row>
        <Row name="Best for">{model.bestFor}</Row>
        <Row name="Context window">
          {model.contextWindow === null ? 'Not published' : `${count(model.contextWindow)} tokens`}
        </Row>
        <Row name="Longest answer">
          {model.maxOutputTokens === null
            ? 'Not published'
            : `${count(model.maxOutputTokens)} tokens`}
        </Row>
        <Row name="Can do">{can.length > 0 ? can.join(', ') : 'Text only'}</Row>
        {capabilities.refusedParameters.length > 0 && (
          <Row name="Does not take">
            {capabilities.refusedParameters.map((name) => parameterLabels[name]).join(', ')}
          </Row>
        )}
        {Object.keys(model.requestDefaults).length > 0 && (
          <Row name="Sent with each turn">
            <span className="font-mono text-sm">
              {Object.entries(model.requestDefaults)
                .map(([field, value]) => `${field}: ${String(value)}`)
                .join(', ')}
            </span>
            <span className="block text-sm text-muted">unless the caller sends another value</span>
          </Row>
        )}
        <Row name="Price a million tokens">
          {price === null ? (
            'Not published'
          ) : (
            <>
              {dollars(price.inputPerMillion)} in, {dollars(price.outputPerMillion)} out
              {price.cachedInputPerMillion !== null &&
                `, ${dollars(price.cachedInputPerMillion)} cached in`}
              {price.note !== null && (
                <span className="block text-sm text-muted">{price.note}</span>
              )}
            </>
          )}
        </Row>
        {price && <Row name="1,000 turns">about {dollars(pricePerThousandTurns(price))}</Row>}
        <Row name="Measured here, 7 days">
          {measured !== null && <Measured of={measured.get(model.id)} model={model.id} />}
        </Row>
        <Row name="Lifecycle">
          {lifecycleWords(lifecycle) ?? 'Active'}
          {lifecycle.successor && (
            <span className="block">Successor: {lifecycle.successor.name}</span>
          )}
          {(lifecycle.source !== null || lifecycle.readOn !== null) && (
            <span className="block text-sm text-muted">
              {lifecycle.source !== null && (
                <ExternalLink href={lifecycle.source}>Source</ExternalLink>
              )}
              {lifecycle.readOn !== null && ` read ${day(lifecycle.readOn)}`}
            </span>
          )}
        </Row>
        {model.links.length > 0 && (
          <Row name="Read more">
            {model.links.map((link) => (
              <span key={link.url} className="block">
                <ExternalLink href={link.url}>{link.label}</ExternalLink>
              </span>
            ))}
          </Row>
        )}
        <Row name="Used by">
          {agents.length === 0
            ? 'no agent'
            : agents.slice(0, 20).map((agent) => (
                <Link
                  key={agent.id}
                  to="/agents/$agentId"
                  params={{ agentId: agent.id }}
                  className="block underline decoration-edge underline-offset-2 hover:decoration-ink"
                >
                  {agent.name}
                </Link>
              ))}
          {agents.length > 20 && (
            <Link
              to="/"
              search={{ model: model.id }}
              className="block text-muted underline underline-offset-2"
            >
              and {count(agents.length - 20)} more
            </Link>
          )}
        </Row>
      </dl>
    </div>
  );
}

function Measured({ of, model }: { of: MeasuredHere | undefined; model: string }): ReactElement {
  if (of === undefined) return <>No data yet: no agent of yours has asked it.</>;
  return (
    <>
      First token {firstTokenWords(of)}
      <span className="block">
        {errorWords(of)}, {costPerTurnWords(of)}
      </span>
      <span className="block text-sm text-muted">
        From {count(of.turns)} turns of your agents, each from its start.{' '}
        <Link to="/usage" search={{ model }} className="underline underline-offset-2">
          See its usage
        </Link>
      </span>
    </>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
