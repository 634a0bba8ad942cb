import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { Connection } from '@jackfield/control-plane/rest-types';
import { toProblem } from '../../../api/api-problem.ts';
import { useEndpointCheck, type WhatToCheck } from '../../../api/check-endpoint.ts';
import { useChangeConnection, useCreateConnection } from '../../../api/connections.ts';
import { useMe, useObstacle } from '../../../api/rights.ts';
import { Button } from '../../../parts/button.tsx';
import { Notice } from '../../../parts/notice.tsx';
import { notify } from '../../../parts/toasts.tsx';
import {
  emptyConnectionDraft,
  isAsSaved,
  toChangeDraft,
  toConnectionChange,
  toConnectionDraft,
  toDraftToCheck,
  toNewConnection,
  uncheckedFields,
  type ConnectionDraft,
} from '../connection-draft.ts';
import { EndpointProblem } from '../../../parts/endpoint-problem.tsx';
import { ReportView } from '../report/report-view.tsx';
import { AuthStep } from './auth-step.tsx';
import { CheckProgress } from './check-progress.tsx';
import { ConnectAnyway } from './connect-anyway.tsx';
import { EndpointStep } from './endpoint-step.tsx';
import { tlsFields } from './tls-fold.tsx';
import { urlFault } from './url-fault.ts';
import { WizardSteps, type WizardStep } from './wizard-steps.tsx';

const fieldsOf: Record<Exclude<WizardStep, 'check'>, readonly string[]> = {
  endpoint: ['name', 'url', 'modelId', 'streaming', 'projectId', 'shared'],
  auth: ['auth', 'auth.method', 'auth.credential', ...tlsFields],
};

interface ConnectionWizardProps {
  readonly saved: Connection | null;
  readonly onSaved: (connection: Connection) => void;
  /** Tells whether something would be lost by leaving. */
  readonly onDirty: (dirty: boolean) => void;
}

/** From an address to a connection: endpoint, authorisation, check, save. */
export function ConnectionWizard({ saved, onSaved, onDirty }: ConnectionWizardProps): ReactElement {
  const ownProjects = (useMe()?.projects ?? []).filter(({ role }) => role !== 'viewer');
  const [first] = useState(() =>
    saved
      ? toConnectionDraft(saved)
      : {
          ...emptyConnectionDraft,
          projectId: ownProjects.length > 1 ? (ownProjects[0]?.id ?? '') : '',
        },
  );
  const notAdmin = useObstacle('admin');
  const anyway =
    notAdmin === null ? null : 'Only an admin can connect what isn’t ready. Mend it, or ask one.';
  const [draft, setDraft] = useState<ConnectionDraft>(first);
  const [step, setStep] = useState<WizardStep>('endpoint');
  const check = useEndpointCheck();
  const create = useCreateConnection();
  const change = useChangeConnection();
  const [asking, setAsking] = useState(false);
  const [wrongUrl, setWrongUrl] = useState<string | null>(null);
  const top = useStepFocus(step);
  useEffect(() => onDirty(draft !== first), [draft, first, onDirty]);

  const saveError = create.error ?? change.error;
  const error = saveError ?? (check.state === 'failed' ? check.error : null);
  const problem = error === null ? null : toProblem(error);
  // A private address is no mistake in the field: the notice offers to allow it.
  const errors =
    problem === null || problem.refusedEndpoint !== null
      ? new Map<string, string>()
      : problem.fields;
  const wrongStep = (['endpoint', 'auth'] as const).find((one) =>
    fieldsOf[one].some((field) => errors.has(field)),
  );

  const edit = (part: Partial<ConnectionDraft>): void => {
    create.reset();
    change.reset();
    if (part.url !== undefined) setWrongUrl(null);
    if (Object.keys(part).some((field) => !uncheckedFields.has(field))) check.reset();
    setDraft((before) => ({ ...before, ...part }));
  };
  const run = (wanted: ConnectionDraft = draft): void => {
    create.reset();
    change.reset();
    setStep('check');
    check.start(whatToCheck(wanted, saved));
  };
  const save = (reason: string | null = null): void => {
    const inSpite = reason === null ? {} : { connectAnyway: { reason } };
    const onSuccess = (connection: Connection): void => {
      onDirty(false);
      notify(
        saved ? `${connection.name} is saved` : `${connection.name} is connected`,
        saved
          ? 'Live for the next turn.'
          : ownProjects.length > 1 && !connection.shared
            ? 'Agents of its project can choose it now.'
            : 'Any agent can choose it now.',
      );
      onSaved(connection);
    };
    const onSettled = (): void => setAsking(false);
    if (saved) {
      const body = { ...toConnectionChange(draft, saved), ...inSpite };
      change.mutate({ id: saved.id, change: body }, { onSuccess, onSettled });
    } else create.mutate({ ...toNewConnection(draft), ...inSpite }, { onSuccess, onSettled });
  };
  const saving = create.isPending || change.isPending;
  const saveLabel = saved ? 'Save' : 'Connect';
  const unchecked =
    saved !== null && isAsSaved(draft, saved) ? Object.keys(toConnectionChange(draft, saved)) : [];
  const { report } = check;
  const changeEndpoint = <Button onClick={() => setStep('endpoint')}>Change the endpoint</Button>;

  return (
    <div ref={top} tabIndex={-1} className="space-y-6 outline-none">
      <WizardSteps current={step} onGo={setStep} />
      {step !== 'check' && (
        <form
          aria-label={step === 'endpoint' ? 'Endpoint' : 'Authorisation'}
          className="card max-w-2xl space-y-5 p-5"
          onSubmit={(event) => {
            event.preventDefault();
            if (step === 'auth') return run();
            const fault = urlFault(draft.url);
            setWrongUrl(fault);
            if (fault === null) return setStep('auth');
            event.currentTarget.querySelector<HTMLElement>('[name=url]')?.focus();
          }}
        >
          {step === 'endpoint' ? (
            <EndpointStep
              draft={draft}
              onChange={edit}
              errors={wrongUrl === null ? errors : new Map([...errors, ['url', wrongUrl]])}
              saved={saved}
            />
          ) : (
            <AuthStep draft={draft} onChange={edit} errors={errors} saved={saved} />
          )}
          <div className="flex flex-wrap items-center gap-2 border-t border-line pt-5">
            <Button type="submit" kind="primary">
              {step === 'endpoint' ? 'Continue' : 'Check the endpoint'}
            </Button>
            {step === 'auth' && <Button onClick={() => setStep('endpoint')}>Back</Button>}
            {unchecked.length > 0 && (
              <Button busy={saving} onClick={() => save()}>
                {unchecked.join() === 'name' ? 'Save the name' : 'Save without a check'}
              </Button>
            )}
            {step === 'auth' && (
              <p className="text-sm text-muted">
                Sends some short turns to it. Nothing is saved yet.
              </p>
            )}
          </div>
        </form>
      )}
      {problem !== null && (step === 'check' || !problem.isAllSaidAt(allFields)) && (
        <div className="max-w-2xl space-y-3">
          <EndpointProblem error={error} onAllowed={() => (saveError === null ? run() : save())} />
          {step === 'check' && (
            <div className="flex flex-wrap gap-2">
              {saveError === null && <Button onClick={() => run()}>Check again</Button>}
              {wrongStep === undefined ? (
                changeEndpoint
              ) : (
                <Button onClick={() => setStep(wrongStep)}>Correct it</Button>
              )}
            </div>
          )}
        </div>
      )}
      {step === 'check' && (check.state === 'running' || check.state === 'stopped') && (
        <CheckProgress check={check} />
      )}
      {step === 'check' && (check.state === 'stopped' || check.state === 'idle') && (
        <div className="flex flex-wrap items-center gap-2">
          <Button kind="primary" onClick={() => run()}>
            Check {check.state === 'stopped' ? 'again' : 'the endpoint'}
          </Button>
          <Button obstacle={anyway} onClick={() => setAsking(true)}>
            Connect anyway…
          </Button>
        </div>
      )}
      {step === 'check' && report !== null && (
        <>
          <p role="status" className="sr-only">
            {report.ready ? 'Ready to connect.' : 'Not ready to connect.'} {report.headline}
          </p>
          <ReportView
            report={report}
            advice={
              report.capabilities.streaming === false &&
              draft.streaming && (
                <Notice tone="warn" title="It has no streaming">
                  <p>
                    Its whole answers are turned into streams for callers that ask for one. Switched
                    off here, checks no longer ask for it.
                  </p>
                  <Button
                    small
                    className="mt-2"
                    onClick={() => {
                      const without = { ...draft, streaming: false };
                      edit({ streaming: false });
                      run(without);
                    }}
                  >
                    Switch streaming off and check again
                  </Button>
                </Notice>
              )
            }
          >
            {report.ready ? (
              <Button kind="primary" busy={saving} onClick={() => save()}>
                {saveLabel}
              </Button>
            ) : (
              <Button obstacle={anyway} onClick={() => setAsking(true)}>
                Connect anyway…
              </Button>
            )}
            <Button kind={report.ready ? 'secondary' : 'primary'} onClick={() => run()}>
              Check again
            </Button>
            {!report.ready && changeEndpoint}
          </ReportView>
        </>
      )}
      <ConnectAnyway
        open={asking}
        busy={saving}
        onCancel={() => setAsking(false)}
        onConnect={(reason) => save(reason)}
      />
    </div>
  );
}

const allFields = [...fieldsOf.endpoint, ...fieldsOf.auth];

function whatToCheck(draft: ConnectionDraft, saved: Connection | null): WhatToCheck {
  if (saved === null) return { kind: 'draft', draft: toDraftToCheck(draft) };
  if (isAsSaved(draft, saved)) return { kind: 'saved', id: saved.id };
  return { kind: 'change', id: saved.id, change: toChangeDraft(draft, saved) };
}

/** A new step is read from its top, by eye and by screen reader; the first is where the page begins. */
function useStepFocus(step: WizardStep): React.RefObject<HTMLDivElement | null> {
  const top = useRef<HTMLDivElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    top.current?.focus({ preventScroll: true });
    top.current?.scrollIntoView({ block: 'nearest' });
  }, [step]);
  return top;
}
