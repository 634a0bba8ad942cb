import { Link, useParams } from '@tanstack/react-router';
import { useState, type ReactElement, type ReactNode } from 'react';
import type { Model } from '@jackfield/control-plane/rest-types';
import { useModelSetting } from '../../../api/model-setting.ts';
import { count } from '../../../model/amounts.ts';
import { measuredWords, useMeasuredHere } from '../../../model/measured-here.ts';
import { ModelBadges } from '../../../model/model-badges.tsx';
import { priceWords } from '../../../model/price-words.ts';
import { Badge } from '../../../parts/badge.tsx';
import { Button, buttonLook } from '../../../parts/button.tsx';
import { ExternalLink } from '../../../parts/external-link.tsx';
import { Notice } from '../../../parts/notice.tsx';
import { day } from '../../../parts/when.tsx';
import { ProviderPanel } from '../../providers/provider-panel.tsx';

interface ModelCardProps {
  readonly id: string;
  /** `null` when the catalogue no longer holds it. */
  readonly model: Model | null;
  readonly live: boolean;
  readonly models: ReadonlyMap<string, Model>;
  readonly onFallBackTo: (successor: Model) => void;
}

/** The chosen model, and all that speaks for or against it. */
export function ModelCard({ id, model, live, models, onFallBackTo }: ModelCardProps): ReactElement {
  const { agentId } = useParams({ from: '/shell/agents/$agentId' });
  const { isRefetchError: stale } = useModelSetting(agentId);
  const measured = useMeasuredHere();
  if (!model) {
    return (
      <Notice tone="bad" title={`The catalogue no longer holds “${id}”`}>
        Turns for this agent fail until another model is chosen, or the entry comes back.
      </Notice>
    );
  }
  const successor = models.get(model.lifecycle.successor?.id ?? '');
  return (
    <article aria-label={model.name} className="card p-5">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="text-lg font-semibold">{model.name}</h2>
        {!live ? (
          <Badge tone="brass">Not saved yet</Badge>
        ) : stale ? (
          <Badge tone="plain">Last known</Badge>
        ) : (
          <Badge tone="good">Live</Badge>
        )}
        <ModelBadges model={model} />
      </div>
      <p className="mt-1.5 max-w-prose text-muted">{model.description}</p>
      <p className="mt-2 max-w-prose">
        <span className="text-muted">Best for: </span>
        {model.bestFor}
      </p>
      <dl className="figures mt-4 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3">
        <Fact name="Context window">
          {model.contextWindow === null ? 'Not published' : `${count(model.contextWindow)} tokens`}
        </Fact>
        <Fact name="Longest answer">
          {model.maxOutputTokens === null
            ? 'Not published'
            : `${count(model.maxOutputTokens)} tokens`}
        </Fact>
        <Fact name="A million tokens">
          {priceWords(model.price)}
          {model.price?.note && (
            <span className="block text-xs text-muted">{model.price.note}</span>
          )}
        </Fact>
        <div className="col-span-full">
          <dt className="text-xs text-muted">Measured here, 7 days, all your agents</dt>
          <dd className="mt-0.5 text-sm">
            {measured === null ? '\u00a0' : measuredWords(measured.get(model.id))}
          </dd>
        </div>
      </dl>
      {model.links.length > 0 && (
        <p className="mt-4 flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {model.links.map((link) => (
            <ExternalLink key={link.url} href={link.url}>
              {link.label}
            </ExternalLink>
          ))}
        </p>
      )}
      <div className="mt-4 space-y-2 empty:hidden">
        {!model.ready && <NotReady model={model} />}
        {model.lifecycle.status !== 'active' && (
          <Notice
            tone={model.lifecycle.status === 'shut_down' ? 'bad' : 'warn'}
            title={
              model.lifecycle.status === 'shut_down'
                ? `Its vendor shut it down${model.lifecycle.shutDownOn ? ` on ${day(model.lifecycle.shutDownOn)}` : ''}`
                : `Its vendor shuts it down${model.lifecycle.shutDownOn ? ` on ${day(model.lifecycle.shutDownOn)}` : ''}`
            }
          >
            {model.lifecycle.status === 'shut_down'
              ? 'It answers only behind a base URL of your own.'
              : 'Callers hear errors from that day on.'}
            {model.lifecycle.successor &&
              ` The vendor names ${model.lifecycle.successor.name} as its successor.`}
            {model.lifecycle.source && (
              <>
                {' '}
                <ExternalLink href={model.lifecycle.source}>Source</ExternalLink>
                {model.lifecycle.readOn && `, read ${day(model.lifecycle.readOn)}.`}
              </>
            )}
            {successor?.selectable && (
              <div className="mt-2">
                <Button small onClick={() => onFallBackTo(successor)}>
                  Choose {successor.name} instead
                </Button>
              </div>
            )}
          </Notice>
        )}
      </div>
    </article>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="mt-0.5 text-sm">{children}</dd>
    </div>
  );
}

function NotReady({ model }: { model: Model }): ReactElement {
  const [giving, setGiving] = useState(false);
  return (
    <Notice tone="warn" title={`${model.providerName} has no credentials yet`}>
      {model.notReadyReason ?? 'Turns fail until they are given.'}
      <div className="mt-2">
        {model.connectionId === null ? (
          <>
            <Button small onClick={() => setGiving(true)}>
              Give {model.providerName}’s credentials
            </Button>
            <ProviderPanel
              providerId={giving ? model.provider : null}
              onClose={() => setGiving(false)}
            />
          </>
        ) : (
          <Link
            to="/connections/$connectionId"
            params={{ connectionId: model.connectionId }}
            className={buttonLook('secondary', true)}
          >
            Open the connection
          </Link>
        )}
      </div>
    </Notice>
  );
}
