import { Link } from '@tanstack/react-router';
import { Cable, KeyRound, Server, Zap } from 'lucide-react';
import { useState, type ReactElement, type ReactNode } from 'react';
import type { DiscoveredEndpoint } from '@jackfield/control-plane/rest-types';
import { useCreateConnection } from '../../api/connections.ts';
import {
  useAllowEndpoint,
  useDiscoveredEndpoints,
  useStartDemoEndpoint,
} from '../../api/endpoints.ts';
import { Button, buttonLook } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { notify } from '../../parts/toasts.tsx';

/** The four ways to a first model, the one that needs nothing first. */
export function ConnectFirstModel(): ReactElement {
  const discovered = useDiscoveredEndpoints();
  return (
    <ul className="grid gap-3 sm:grid-cols-2">
      <Way icon={<Zap aria-hidden size={16} />} title="Built-in demo endpoint">
        <DemoEndpoint />
      </Way>
      {(discovered.data ?? [])
        .filter((endpoint) => !endpoint.connected)
        .map((endpoint) => (
          <Way
            key={endpoint.endpoint}
            icon={<Server aria-hidden size={16} />}
            title={`${endpoint.software} on this machine`}
          >
            <Discovered found={endpoint} />
          </Way>
        ))}
      <Way icon={<Cable aria-hidden size={16} />} title="Your own endpoint">
        <p className="text-muted">
          Anything that speaks OpenAI’s chat/completions format, with your URL and credential.
        </p>
        <Link to="/connections/new" className={buttonLook()}>
          Connect an endpoint
        </Link>
      </Way>
      <Way icon={<KeyRound aria-hidden size={16} />} title="A provider’s key">
        <p className="text-muted">
          OpenAI, Amazon Bedrock, Gemini, Mistral, Anthropic or PolyLLM, with the key you have from
          them.
        </p>
        <Link to="/providers" className={buttonLook()}>
          Give a provider’s key
        </Link>
      </Way>
    </ul>
  );
}

function Way({
  icon,
  title,
  children,
}: {
  icon: ReactNode;
  title: string;
  children: ReactNode;
}): ReactElement {
  return (
    <li className="flex flex-col items-start gap-3 rounded-lg border border-line bg-ground p-4">
      <h3 className="flex items-center gap-2 font-medium">
        <span className="text-brass-strong">{icon}</span>
        {title}
      </h3>
      <div className="flex flex-1 flex-col items-start justify-between gap-3">{children}</div>
    </li>
  );
}

function DemoEndpoint(): ReactElement {
  const start = useStartDemoEndpoint();
  const create = useCreateConnection();
  const connect = async (): Promise<void> => {
    const demo = await start.mutateAsync();
    await create.mutateAsync({
      name: 'Demo endpoint',
      url: demo.url,
      modelId: demo.modelId,
      auth: { method: 'none' },
      streaming: true,
    });
    notify('The demo endpoint is connected', 'It answers by streaming back what was said.');
  };
  const error = start.error ?? create.error;
  return (
    <>
      <p className="text-muted">
        Answers by streaming back what was said. Needs no key and no network: good for a first call.
      </p>
      {error && <ProblemNotice error={error} />}
      <Button
        kind="primary"
        busy={start.isPending || create.isPending}
        onClick={() => void connect().catch(() => undefined)}
      >
        Connect the demo endpoint
      </Button>
    </>
  );
}

function Discovered({ found }: { found: DiscoveredEndpoint }): ReactElement {
  const [asking, setAsking] = useState(false);
  const allow = useAllowEndpoint();
  const create = useCreateConnection();
  const model = found.models[0];
  const connect = async (modelId: string): Promise<void> => {
    await allow.mutateAsync(found.endpoint);
    await create.mutateAsync({
      name: `${found.software}: ${modelId}`,
      url: found.url,
      modelId,
      auth: { method: 'none' },
      streaming: true,
    });
    notify(`${found.software} is connected`);
  };
  const error = allow.error ?? create.error;
  return (
    <>
      <p className="text-muted">
        Found at <code className="font-mono text-sm text-ink">{found.endpoint}</code>
        {found.models.length > 0 && (
          <>
            {' '}
            with{' '}
            <code className="font-mono text-sm text-ink">
              {found.models.slice(0, 3).join(', ')}
            </code>
            {found.models.length > 3 && ` and ${found.models.length - 3} more`}
          </>
        )}
        .
      </p>
      {error && <ProblemNotice error={error} />}
      {model === undefined ? (
        <p className="text-sm text-muted">It offers no model yet. Load one there first.</p>
      ) : (
        <Button busy={create.isPending || allow.isPending} onClick={() => setAsking(true)}>
          Connect {model}
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        title={`Allow ${found.endpoint}?`}
        onCancel={() => setAsking(false)}
        choices={[
          {
            label: `Allow and connect`,
            kind: 'primary',
            onChoose: () => {
              setAsking(false);
              if (model !== undefined) void connect(model).catch(() => undefined);
            },
          },
        ]}
      >
        <p>
          Jackfield reaches no private address unless an admin allows it. This lets every connection
          send turns to <code className="font-mono text-ink">{found.endpoint}</code> on the machine
          it runs on. The audit keeps who allowed it.
        </p>
      </ConfirmDialog>
    </>
  );
}
