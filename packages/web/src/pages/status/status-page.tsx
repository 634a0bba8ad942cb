import type { ReactElement, ReactNode } from 'react';
import type { Status } from '@jackfield/control-plane/rest-types';
import { useStatus } from '../../api/status.ts';
import { count } from '../../model/amounts.ts';
import { gatewaysReached } from '../../model/gateways-reached.ts';
import { Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { When } from '../../parts/when.tsx';
import { ModelsInUse } from './models-in-use.tsx';
import { Section } from './section.tsx';

/** How the installation itself is doing, asked every few seconds. */
export function StatusPage(): ReactElement {
  const status = useStatus();
  return (
    <Page
      title="Status"
      lead="The installation itself: its gateways, the models in use, its store and its catalogue."
    >
      {status.error && !status.data ? (
        <ProblemNotice error={status.error} onRetry={() => void status.refetch()} />
      ) : !status.data ? (
        <SkeletonRows count={4} what="the status" />
      ) : (
        <>
          {status.error && (
            <div className="mb-4">
              <ProblemNotice error={status.error} onRetry={() => void status.refetch()} />
            </div>
          )}
          <Sections status={status.data} />
        </>
      )}
    </Page>
  );
}

function Sections({ status }: { status: Status }): ReactElement {
  const { store, catalogue, gateways, turnRecords } = status;
  const { reached, running } = gatewaysReached(status);
  return (
    <div className="grid max-w-6xl gap-4 md:grid-cols-3">
      <Section
        title="Gateways"
        lamp={running === 0 ? 'red' : reached === gateways.length ? 'green' : 'amber'}
        wide
      >
        {running > 1 && (
          <p className="figures mb-3">
            {reached} of {running} on version {status.configVersion}
          </p>
        )}
        {gateways.length === 0 ? (
          <p className="text-bad-ink">
            No gateway is running: callers get no answer. Start Jackfield with a gateway role.
          </p>
        ) : (
          <table className="w-full text-left">
            <caption className="sr-only">Gateways</caption>
            <thead className="text-sm text-muted">
              <tr>
                <th scope="col" className="py-1.5 font-medium">
                  Gateway
                </th>
                <th scope="col" className="py-1.5 font-medium">
                  Machine
                </th>
                <th scope="col" className="py-1.5 text-right font-medium">
                  Agents
                </th>
                <th scope="col" className="py-1.5 text-right font-medium">
                  Configuration
                </th>
              </tr>
            </thead>
            <tbody>
              {gateways.map((gateway) => (
                <tr key={gateway.id} className="border-t border-line">
                  <th scope="row" className="py-2 font-mono text-sm font-normal">
                    {gateway.id}
                  </th>
                  <td className="py-2 break-all">{gateway.host}</td>
                  <td className="py-2 text-right">{count(gateway.agents)}</td>
                  <td className="py-2 text-right">
                    {gateway.configVersion}
                    <GatewayState gateway={gateway} newest={status.configVersion} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Section>
      <ModelsInUse models={status.models} />
      <Section title="Store" lamp={store.ok ? 'green' : 'red'}>
        <Facts
          facts={[
            ['Kind', store.kind === 'embedded' ? 'Embedded' : 'PostgreSQL'],
            [
              'Where',
              <span key="where" className="font-mono text-sm break-all">
                {store.location}
              </span>,
            ],
            [
              'State',
              store.ok
                ? 'Answering'
                : 'Not answering: saves are refused, turns go on with what is loaded',
            ],
          ]}
        />
      </Section>
      <Section title="Catalogue" lamp={catalogue.problem === null ? 'green' : 'amber'}>
        <Facts
          facts={[
            ['Models', count(catalogue.models)],
            ['Loaded', <When key="loaded" at={catalogue.loadedAt} />],
          ]}
        />
        {catalogue.problem !== null && (
          <div className="mt-3">
            <Notice
              tone="warn"
              title="The newest files were refused; the last good catalogue stays"
            >
              <span className="break-words">{catalogue.problem}</span>
            </Notice>
          </div>
        )}
      </Section>
      <Section title="Turn records" lamp={turnRecords.waiting > 1_000 ? 'amber' : 'green'}>
        <Facts
          facts={[
            ['Waiting', count(turnRecords.waiting)],
            ['Dropped', count(turnRecords.dropped)],
            ['Lost', count(turnRecords.lost)],
          ]}
        />
        <p className="mt-3 text-sm text-muted">
          {turnRecords.dropped + turnRecords.lost === 0
            ? 'Every turn that was carried is recorded.'
            : 'Dropped: the store did not take them in time. Lost: the program was killed before they were written. Their callers were answered all the same.'}
        </p>
      </Section>
      <Section title="Program" lamp="green">
        <Facts
          facts={[
            ['Jackfield', status.version],
            ['Node', status.node],
            ['Started', <When key="started" at={status.startedAt} />],
          ]}
        />
      </Section>
    </div>
  );
}

function GatewayState({
  gateway,
  newest,
}: {
  gateway: Status['gateways'][number];
  newest: number;
}): ReactElement {
  if (gateway.lost) {
    return (
      <span className="text-bad-ink">
        , lost: last heard of <When at={gateway.lastSeenAt} />
      </span>
    );
  }
  return (
    <span className="text-muted">{gateway.upToDate ? ', up to date' : `, behind ${newest}`}</span>
  );
}

function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }): ReactElement {
  return (
    <dl className="figures grid grid-cols-[5rem_minmax(0,1fr)] gap-x-4 gap-y-1.5">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
