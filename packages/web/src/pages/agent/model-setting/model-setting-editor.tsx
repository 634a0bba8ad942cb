import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useState, type ReactElement } from 'react';
import type { Model, ModelSetting } from '@jackfield/control-plane/rest-types';
import { ApiProblem } from '../../../api/api-problem.ts';
import { useObstacle } from '../../../api/rights.ts';
import { useSaveModelSetting } from '../../../api/model-setting.ts';
import { useSession } from '../../../api/session.ts';
import { useUsage } from '../../../api/usage.ts';
import { modelsFor } from '../../../model/models-for.ts';
import { settingDifference } from '../../../model/setting-difference.ts';
import { readDraft, toDraft, type SettingDraft } from '../../../model/setting-draft.ts';
import { keepFocus } from '../../../parts/keep-focus.ts';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { notify } from '../../../parts/toasts.tsx';
import { AgentSection } from '../agent-section.tsx';
import { keepDraft, keptDraft } from '../kept-drafts.ts';
import { ConflictNotice } from './conflict-notice.tsx';
import { DeadlinesFold } from './deadlines-fold.tsx';
import { DyingModelDialog } from './dying-model-dialog.tsx';
import { FailoverFold } from './failover-fold.tsx';
import { FallbacksFold } from './fallbacks-fold.tsx';
import { LiveStatus } from './live-status.tsx';
import { ModelCard } from './model-card.tsx';
import { ModelSelect } from './model-select.tsx';
import { ParametersFold } from './parameters-fold.tsx';
import { SavePanel } from './save-panel.tsx';
import { SettingWarnings } from './setting-warnings.tsx';
import { UnsavedGuard } from '../../../parts/unsaved-guard.tsx';

interface ModelSettingEditorProps {
  readonly agentId: string;
  readonly projectId: string;
  /** What the server says is live, newer than what the draft began from if somebody else saved. */
  readonly live: ModelSetting;
  readonly models: readonly Model[];
}

export function ModelSettingEditor({
  agentId,
  projectId,
  live,
  models: all,
}: ModelSettingEditorProps): ReactElement {
  const [kept] = useState(() => keptDraft(agentId));
  const [base, setBase] = useState(kept?.base ?? live);
  const [draft, setDraft] = useState(() => kept?.draft ?? toDraft(live));
  // It is here again: leaving this page drops it, as it drops every change.
  useEffect(() => keepDraft(agentId, null), [agentId]);
  const navigate = useNavigate();
  const [dying, setDying] = useState<Model | null>(null);
  const save = useSaveModelSetting(agentId);
  const usage = useUsage(5_000);
  const rights = useObstacle('editor', projectId);
  const modelsById = useMemo(() => new Map(all.map((model) => [model.id, model])), [all]);
  const models = useMemo(() => modelsFor(projectId, all), [projectId, all]);
  const nameOf = (id: string): string => modelsById.get(id)?.name ?? id;

  const { setting, errors } = readDraft(draft);
  const changes = settingDifference(base, setting, nameOf);
  const changed = changes.length > 0 || errors.size > 0;
  const startFrom = (from: ModelSetting): void => {
    setBase(from);
    setDraft(toDraft(from));
  };
  const newer = live.revision > base.revision;
  const conflict = newer && changed && settingDifference(live, setting, nameOf).length > 0;
  // Somebody else saved, and nothing of ours would be lost: follow them.
  if (newer && !conflict) startFrom(live);

  const change = (part: Partial<SettingDraft>): void => {
    save.reset();
    setDraft({ ...draft, ...part });
  };
  const choose = (model: Model): void => {
    if (model.lifecycle.status !== 'active' && model.id !== base.model) setDying(model);
    else change({ model: model.id });
  };
  const { model } = setting;
  const obstacle = rights ?? toObstacle(model, changed, errors.size, conflict);
  const submit = (onRevision: number): void => {
    if (rights !== null || model === null || errors.size > 0 || save.isPending) return;
    save.mutate(
      { setting: { ...setting, model }, onRevision },
      {
        onSuccess: (saved) => {
          startFrom(saved);
          notify(
            `Live now: ${nameOf(model)}, revision ${saved.revision}`,
            'The next turn uses it; turns in flight finish on the one they began with.',
          );
        },
      },
    );
  };
  const tryOut = (): void => {
    keepDraft(agentId, { base, draft });
    const to = '/agents/$agentId/playground';
    void navigate({ to, params: { agentId }, ignoreBlocker: true });
  };
  const signedIn = useSession().data?.signedIn;
  const forget = save.reset;
  // What was refused for want of a session is no refusal once there is one again.
  useEffect(() => {
    if (signedIn === true) forget();
  }, [signedIn, forget]);
  const refused = save.error instanceof ApiProblem && save.error.liveSetting ? null : save.error;
  const draftModel = model === null ? null : (modelsById.get(model) ?? null);

  return (
    <AgentSection title="Large Language Model" lead={<LiveStatus agentId={agentId} live={live} />}>
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div ref={keepFocus} className="min-w-0 space-y-4">
          {conflict && (
            <ConflictNotice
              live={live}
              base={base}
              mine={setting}
              nameOf={nameOf}
              canSave={errors.size === 0 && rights === null}
              busy={save.isPending}
              onLoadTheirs={() => startFrom(live)}
              onSaveMine={() => submit(live.revision)}
            />
          )}
          <ModelSelect label="Model" models={models} value={model} onChoose={choose} />
          {model !== null && (
            <ModelCard
              id={model}
              model={draftModel}
              live={model === live.model}
              onFallBackTo={choose}
              models={modelsById}
            />
          )}
          <div className="space-y-3 pt-2">
            <h2 className="text-sm font-medium text-muted">Advanced</h2>
            <ParametersFold
              draft={draft}
              base={base}
              errors={errors}
              model={draftModel}
              onChange={change}
            />
            <FallbacksFold
              draft={draft}
              base={base}
              models={models}
              nameOf={nameOf}
              onChange={change}
            />
            <DeadlinesFold
              draft={draft}
              base={base}
              errors={errors}
              nameOf={nameOf}
              onChange={change}
            />
            <FailoverFold
              draft={draft}
              base={base}
              errors={errors}
              models={modelsById}
              onChange={change}
            />
          </div>
        </div>
        <SavePanel
          agentId={agentId}
          before={conflict ? live : base}
          after={setting}
          models={modelsById}
          usage={usage.data ?? []}
          changes={conflict ? settingDifference(live, setting, nameOf) : changes}
          obstacle={obstacle}
          busy={save.isPending}
          onSave={() => submit(base.revision)}
          onUndo={() => startFrom(base)}
          onTry={changed && model !== null && errors.size === 0 ? tryOut : null}
        >
          {refused && <ProblemNotice error={refused} />}
          {!changed && <SettingWarnings warnings={live.warnings} />}
        </SavePanel>
      </div>
      {dying && (
        <DyingModelDialog
          model={dying}
          successor={modelsById.get(dying.lifecycle.successor?.id ?? '') ?? null}
          onChoose={(id, fallback) => {
            setDying(null);
            const others = draft.fallbacks.filter(
              (each) => each.model !== fallback && each.model !== id,
            );
            change({
              model: id,
              fallbacks:
                fallback === null ? draft.fallbacks : [{ model: fallback }, ...others].slice(0, 5),
            });
          }}
          onCancel={() => setDying(null)}
        />
      )}
      <UnsavedGuard active={changed && !save.isPending} />
    </AgentSection>
  );
}

/** Why Save can't be pressed, in words; `null` when it can. */
function toObstacle(
  model: string | null,
  changed: boolean,
  errors: number,
  conflict: boolean,
): string | null {
  if (conflict) return 'Decide first what to do with the newer revision.';
  if (model === null) return 'Choose a model first.';
  if (errors > 0) return 'A field can’t be read. Correct it first.';
  if (!changed) return 'Nothing has changed yet.';
  return null;
}
