import { X } from 'lucide-react';
import { useMemo, useState, type ReactElement } from 'react';
import type { Model, ModelSetting } from '@jackfield/control-plane/rest-types';
import { useSaveModelSetting } from '../../../api/model-setting.ts';
import { useObstacle } from '../../../api/rights.ts';
import { costWords } from '../../../model/amounts.ts';
import type { ChatMessage } from '../../../model/chat-message.ts';
import { modelsFor } from '../../../model/models-for.ts';
import { readNumber } from '../../../model/read-number.ts';
import { Button } from '../../../parts/button.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { Fold } from '../../../parts/fold.tsx';
import { TextAreaField, TextField } from '../../../parts/text-field.tsx';
import { notifyProblem, notifyUndoable } from '../../../parts/toasts.tsx';
import { TryingSection, type Tried } from '../trying-section.tsx';
import { DyingModelDialog } from '../model-setting/dying-model-dialog.tsx';
import { ModelSelect } from '../model-setting/model-select.tsx';
import { ComparedAnswers } from './compared-answers.tsx';
import { comparedSetting, settingWith } from './compared-setting.ts';
import { ComparisonTable } from './comparison-table.tsx';
import { estimate, type Estimate } from './estimate.ts';
import { handedOver } from './handed-over.ts';
import { useComparison, type Comparison } from './use-comparison.ts';

const modelsMax = 6;
const timesMax = 20;

/** Several models answer the same, side by side; the one that fits best is saved from here. */
export function ComparePage(): ReactElement {
  return <TryingSection title="Compare" what="the comparison" rows={4} of={Compare} />;
}

function Compare({ agent, live, models: all }: Tried): ReactElement {
  const rights = useObstacle('editor', agent.projectId, 'Comparing settings');
  const { comparison, run, stop } = useComparison(agent.id);
  const [earlier, setEarlier] = useState(() => handedOver(agent.id).slice(0, -1));
  const [prompt, setPrompt] = useState(() => handedOver(agent.id).at(-1)?.content ?? '');
  const [chosen, setChosen] = useState<readonly string[]>(() => [live.model ?? []].flat());
  const [times, setTimes] = useState('1');
  const byId = new Map(all.map((model) => [model.id, model]));
  const nameOf = (id: string): string => byId.get(id)?.name ?? id;
  const models = useMemo(() => modelsFor(agent.projectId, all), [agent.projectId, all]);

  const errors = new Map<string, string>();
  const rounds = readNumber(times, { min: 1, max: timesMax, whole: true }, 'times', errors) ?? 1;
  const messages: ChatMessage[] = [...earlier, { role: 'user', content: prompt.trim() }];
  const priced = chosen.flatMap((id) => byId.get(id) ?? []);
  const cost = estimate(messages, agent.instructions, priced, rounds, live.parameters);
  const running = comparison.state === 'running';
  const obstacle = rights ?? toObstacle(chosen.length, prompt, errors.get('times'));
  const start = (): void => {
    if (obstacle !== null || running) return;
    run(
      messages,
      chosen.map((model) => comparedSetting(live, model)),
      rounds,
    );
  };

  return (
    <div className="space-y-6">
      <form
        className="grid items-start gap-6 lg:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <div className="min-w-0 space-y-3">
          {earlier.length > 0 && <Earlier messages={earlier} onDrop={() => setEarlier([])} />}
          <TextAreaField
            label="What each model is asked"
            rows={5}
            value={prompt}
            onValue={setPrompt}
            placeholder="Is the table by the window free at eight?"
            hint="After the agent’s instructions. Ctrl+Enter runs it."
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              start();
            }}
          />
        </div>
        <div className="min-w-0 space-y-4">
          <Chosen
            chosen={chosen}
            models={models}
            nameOf={nameOf}
            live={live.model}
            onChange={setChosen}
          />
          <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
            <TextField
              label="Times each"
              inputMode="numeric"
              value={times}
              onValue={setTimes}
              error={errors.get('times')}
              hint={rounds > 1 ? undefined : 'Several times give p50 and p95.'}
              className="w-44"
            />
            <div className="min-w-0 flex-1 space-y-2 sm:pt-7">
              <div className="flex flex-wrap items-center gap-3">
                {running ? (
                  // A key each: one that turned into the other under the pointer would submit as well.
                  <Button key="stop" onClick={stop}>
                    Stop
                  </Button>
                ) : (
                  <Button key="run" type="submit" kind="primary" obstacle={obstacle}>
                    Run
                  </Button>
                )}
                <Progress comparison={comparison} />
              </div>
              <p className="text-sm text-muted">
                {chosen.length > 0 && costOf(chosen.length * rounds, cost)}
              </p>
            </div>
          </div>
        </div>
      </form>
      {comparison.models.length === 0 ? (
        <EmptyState title="Nothing compared yet">
          Each model is asked by itself, with this agent’s parameters and deadlines, and no fallback
          to help it out. Times are taken by the gateway.
        </EmptyState>
      ) : (
        <Results
          agentId={agent.id}
          live={live}
          comparison={comparison}
          models={byId}
          nameOf={nameOf}
          rights={rights}
        />
      )}
    </div>
  );
}

interface ResultsProps {
  readonly agentId: string;
  readonly live: ModelSetting;
  readonly comparison: Comparison;
  readonly models: ReadonlyMap<string, Model>;
  readonly nameOf: (model: string) => string;
  readonly rights: string | null;
}

function Results(props: ResultsProps): ReactElement {
  const { agentId, live, comparison, models, nameOf, rights } = props;
  const save = useSaveModelSetting(agentId);
  const [dying, setDying] = useState<Model | null>(null);
  const use = (id: string, fallback: string | null): void => {
    setDying(null);
    save.mutate(
      { setting: settingWith(live, id, fallback), onRevision: live.revision },
      { onSuccess: (saved) => offerBack(saved), onError: notifyProblem },
    );
  };
  const offerBack = (saved: ModelSetting): void => {
    const { model } = live;
    const words = saved.warnings.map(({ message }) => message).join(' ');
    const undo = (): void => {
      if (model === null) return;
      const { parameters, fallbacks, deadlines, failover } = live;
      const setting = { model, parameters, fallbacks, deadlines, failover };
      save.mutate({ setting, onRevision: saved.revision }, { onError: notifyProblem });
    };
    notifyUndoable(
      `Live now: ${nameOf(saved.model ?? '')}, revision ${saved.revision}`,
      undo,
      words || 'The next turn uses it.',
    );
  };
  return (
    <section aria-label="What came of it" className="space-y-4">
      <ComparisonTable
        comparison={comparison}
        nameOf={nameOf}
        live={live.model}
        obstacle={rights ?? (save.isPending ? 'It is being saved.' : null)}
        onUse={(id) => {
          const model = models.get(id);
          if (model && model.lifecycle.status !== 'active') setDying(model);
          else use(id, null);
        }}
      />
      <h2 className="text-lg font-semibold">
        {comparison.rounds > 1 ? 'What they said last' : 'What they said'}
      </h2>
      <ComparedAnswers comparison={comparison} nameOf={nameOf} />
      {dying && (
        <DyingModelDialog
          model={dying}
          successor={models.get(dying.lifecycle.successor?.id ?? '') ?? null}
          onChoose={use}
          onCancel={() => setDying(null)}
        />
      )}
    </section>
  );
}

interface ChosenProps {
  readonly chosen: readonly string[];
  readonly models: readonly Model[];
  readonly nameOf: (model: string) => string;
  readonly live: string | null;
  readonly onChange: (chosen: readonly string[]) => void;
}

function Chosen({ chosen, models, nameOf, live, onChange }: ChosenProps): ReactElement {
  const offered = useMemo(() => models.filter(({ id }) => !chosen.includes(id)), [models, chosen]);
  return (
    <div className="space-y-2">
      <h2 className="text-sm font-medium">
        Models <span className="font-normal text-muted">(up to {modelsMax})</span>
      </h2>
      {chosen.length > 0 && (
        <ul aria-label="Models to compare" className="flex flex-wrap gap-2">
          {chosen.map((id) => (
            <li
              key={id}
              className="flex items-center gap-1 rounded-md border border-line bg-surface py-0.5 pr-0.5 pl-2.5"
            >
              {nameOf(id)}
              {id === live && <span className="text-sm text-muted">in use</span>}
              <button
                type="button"
                aria-label={`Remove ${nameOf(id)}`}
                onClick={() => onChange(chosen.filter((each) => each !== id))}
                className="rounded p-1.5 text-muted hover:bg-hover hover:text-ink"
              >
                <X aria-hidden size={13} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {chosen.length < modelsMax && (
        <ModelSelect
          compact
          label="Add a model"
          placeholder="Choose one more"
          models={offered}
          value={null}
          onChoose={({ id }) => onChange([...chosen, id])}
        />
      )}
    </div>
  );
}

function Earlier({
  messages,
  onDrop,
}: {
  messages: readonly ChatMessage[];
  onDrop: () => void;
}): ReactElement {
  return (
    <Fold
      heading="h2"
      title="The conversation so far"
      summary={
        messages.length === 1 ? 'One message before it' : `${messages.length} messages before it`
      }
    >
      <ol className="max-h-60 space-y-2 overflow-y-auto">
        {messages.map((message, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- What was said doesn't change places.
          <li key={index}>
            <span className="text-sm text-muted">{speakers[message.role]}: </span>
            <span className="whitespace-pre-wrap">{message.content ?? 'calls a tool'}</span>
          </li>
        ))}
      </ol>
      <Button small className="mt-3" onClick={onDrop}>
        Ask without it
      </Button>
    </Fold>
  );
}

const speakers: Record<ChatMessage['role'], string> = {
  system: 'Instructions',
  user: 'You',
  assistant: 'Agent',
  tool: 'Tool result',
};

function Progress({ comparison }: { comparison: Comparison }): ReactElement {
  const { state, done, rounds } = comparison;
  const words = {
    idle: '',
    running: `Round ${Math.min(done + 1, rounds)} of ${rounds}`,
    stopped: `Stopped after ${done} of ${rounds}`,
    done: rounds === 1 ? 'Done' : `Done, ${rounds} rounds`,
  };
  return (
    <div className="flex flex-1 items-center gap-3">
      {state === 'running' && rounds > 1 && (
        <progress aria-label="Rounds done" max={rounds} value={done} className="accent-brass" />
      )}
      <p role="status" className="text-sm text-muted">
        {words[state]}
      </p>
    </div>
  );
}

function costOf(turns: number, { costUsd, unpriced }: Estimate): string {
  const what = turns === 1 ? 'One turn, which is billed' : `${turns} turns, which are billed`;
  if (costUsd === 0) return `${what} as usual; no price is known.`;
  const but =
    unpriced.length > 0 ? `, without ${unpriced.join(', ')}, whose price isn’t known` : '';
  return `${what}: about ${costWords(costUsd)}${but}. Taken as 4 characters a token and 100 tokens an answer.`;
}

/** Why it can't be run, in words; `null` when it can. */
function toObstacle(models: number, prompt: string, times: string | undefined): string | null {
  if (models === 0) return 'Add a model first.';
  if (prompt.trim() === '') return 'Write first what they are asked.';
  return times === undefined ? null : 'Correct first how often.';
}
