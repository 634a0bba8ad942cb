import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { Agent, Model, ModelSetting } from '@jackfield/control-plane/rest-types';
import type { Change } from '../../../model/setting-difference.ts';
import type { SettingDraft } from '../../../model/setting-draft.ts';
import { Badge } from '../../../parts/badge.tsx';
import { Button, buttonLook } from '../../../parts/button.tsx';
import { Fold } from '../../../parts/fold.tsx';
import { keepFocus } from '../../../parts/keep-focus.ts';
import { TextAreaField } from '../../../parts/text-field.tsx';
import { ChangeList } from '../change-list.tsx';
import { ModelSelect } from '../model-setting/model-select.tsx';
import { ParametersFold } from '../model-setting/parameters-fold.tsx';
import { exampleTools, type ReadTools } from './read-tools.ts';

interface TriedSettingProps {
  readonly agent: Agent;
  readonly base: ModelSetting;
  readonly models: readonly Model[];
  readonly draft: SettingDraft;
  readonly errors: ReadonlyMap<string, string>;
  /** What is tried and not saved. */
  readonly changes: readonly Change[];
  readonly onChange: (part: Partial<SettingDraft>) => void;
  readonly onUseSaved: () => void;
  readonly tools: string;
  readonly readTools: ReadTools;
  readonly onTools: (text: string) => void;
}

/** What the next turn is carried by: what is saved, or what is changed here and stays here. */
export function TriedSetting(props: TriedSettingProps): ReactElement {
  const { agent, base, models, draft, errors, changes, onChange, onUseSaved } = props;
  const { tools, readTools, onTools } = props;
  const model = models.find(({ id }) => id === draft.model) ?? null;
  const unsaved = changes.length > 0 || errors.size > 0;
  const name = model?.name ?? draft.model ?? 'No model';
  return (
    <div className="space-y-3">
      <Fold
        heading="h2"
        title="Setting"
        openAtFirst={matchMedia('(min-width: 80rem)').matches}
        changed={unsaved}
        summary={
          unsaved
            ? `${name}, tried here and not saved`
            : draft.model === null
              ? 'No model yet'
              : `${name}, saved as revision ${base.revision}`
        }
      >
        <div ref={keepFocus} className="space-y-3">
          <ModelSelect
            compact
            label="Model"
            models={models}
            value={draft.model}
            onChoose={(chosen) => onChange({ model: chosen.id })}
          />
          <ParametersFold
            draft={draft}
            base={base}
            errors={errors}
            model={model}
            onChange={onChange}
          />
          {unsaved && (
            <div className="space-y-3 rounded-lg bg-sunken p-3">
              <p className="flex flex-wrap items-center gap-2 text-sm">
                <Badge tone="brass">Unsaved setting</Badge>
                Only you talk to it. Callers get{' '}
                {base.revision === 0 ? 'none until one is saved' : `revision ${base.revision}`}.
              </p>
              <ChangeList changes={changes} />
              <div className="flex flex-wrap gap-2">
                <Link
                  to="/agents/$agentId"
                  params={{ agentId: agent.id }}
                  className={buttonLook('secondary', true)}
                >
                  Go and save it
                </Link>
                <Button small kind="quiet" onClick={onUseSaved}>
                  Use the saved one
                </Button>
              </div>
            </div>
          )}
          <p className="text-sm text-muted">
            Fallbacks and deadlines are changed under Large Language Model, and tried from there.
          </p>
        </div>
      </Fold>
      <Fold heading="h2" title="Tools" summary={toolWords(readTools)}>
        <div ref={keepFocus}>
          <TextAreaField
            label="Tools as JSON"
            rows={8}
            spellCheck={false}
            value={tools}
            onValue={onTools}
            error={readTools.error}
            hint="OpenAI’s list of functions, as your program sends it. You answer the calls yourself."
          />
          {tools === '' && (
            <Button small className="mt-2" onClick={() => onTools(exampleTools)}>
              Put in an example
            </Button>
          )}
        </div>
      </Fold>
      <Fold
        heading="h2"
        title="System prompt"
        summary={agent.instructions ? 'The agent’s instructions' : 'None'}
      >
        <p className="max-h-80 overflow-y-auto whitespace-pre-wrap">
          {agent.instructions ??
            'The agent has no instructions: the model gets the conversation alone.'}
        </p>
        <p className="mt-2 text-sm text-muted">
          Sent before every conversation that brings none of its own.{' '}
          <Link
            to="/agents/$agentId/instructions"
            params={{ agentId: agent.id }}
            className="underline decoration-edge underline-offset-2 hover:decoration-ink"
          >
            Change it
          </Link>
        </p>
      </Fold>
    </div>
  );
}

function toolWords({ tools, error }: ReadTools): string {
  if (error !== null) return 'They can’t be read';
  if (tools.length === 0) return 'None';
  return tools.length === 1 ? 'One function' : `${tools.length} functions`;
}
