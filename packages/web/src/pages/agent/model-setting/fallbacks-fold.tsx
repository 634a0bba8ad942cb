import { ArrowDown, ArrowUp, X } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Model, ModelSetting } from '@jackfield/control-plane/rest-types';
import { lifecycleWords } from '../../../model/lifecycle-words.ts';
import { readyFallbacks } from '../../../model/ready-fallbacks.ts';
import type { SettingDraft } from '../../../model/setting-draft.ts';
import { Fold } from '../../../parts/fold.tsx';
import { ModelSelect } from './model-select.tsx';

const fallbacksMax = 5;

interface FallbacksFoldProps {
  readonly draft: SettingDraft;
  readonly base: ModelSetting;
  readonly models: readonly Model[];
  readonly nameOf: (id: string) => string;
  readonly onChange: (part: Partial<SettingDraft>) => void;
}

/** Who takes over, in which order; moved by buttons, so by keyboard too. */
export function FallbacksFold({
  draft,
  base,
  models,
  nameOf,
  onChange,
}: FallbacksFoldProps): ReactElement {
  const { fallbacks } = draft;
  const move = (from: number, to: number): void => {
    const moved = fallbacks[from];
    if (moved) onChange({ fallbacks: fallbacks.toSpliced(from, 1).toSpliced(to, 0, moved) });
  };
  const modelById = (id: string): Model | undefined => models.find((each) => each.id === id);
  const offered = models.filter(
    (model) => model.id !== draft.model && !fallbacks.some((each) => each.model === model.id),
  );
  return (
    <Fold
      title="Fallbacks"
      summary={summary(draft, nameOf, modelById)}
      changed={JSON.stringify(base.fallbacks) !== JSON.stringify(fallbacks)}
    >
      <div className="space-y-4">
        {fallbacks.length > 0 && (
          <ol
            aria-label="Fallbacks in order"
            className="divide-y divide-line rounded-md border border-line"
          >
            {fallbacks.map((fallback, index) => {
              const name = nameOf(fallback.model);
              const model = modelById(fallback.model);
              return (
                <li key={fallback.model} className="flex items-center gap-2 py-1.5 pr-1.5 pl-3">
                  <span aria-hidden className="figures w-5 text-sm text-muted">
                    {index + 1}
                  </span>
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">{name}</span>
                    {model && lifecycleWords(model.lifecycle) !== null && (
                      <span className="block truncate text-xs text-warn-ink">
                        {lifecycleWords(model.lifecycle)}
                      </span>
                    )}
                    {model?.ready === false && (
                      <span className="block text-xs text-warn-ink">
                        Not ready, so turns pass it over.{' '}
                        {model.notReadyReason ?? `${model.providerName} has no credentials yet.`}
                      </span>
                    )}
                  </span>
                  <Move
                    label={`Move ${name} up`}
                    disabled={index === 0}
                    onPress={() => move(index, index - 1)}
                    icon="up"
                  />
                  <Move
                    label={`Move ${name} down`}
                    disabled={index === fallbacks.length - 1}
                    onPress={() => move(index, index + 1)}
                    icon="down"
                  />
                  <Move
                    label={`Remove ${name}`}
                    disabled={false}
                    onPress={() => onChange({ fallbacks: fallbacks.toSpliced(index, 1) })}
                    icon="remove"
                  />
                </li>
              );
            })}
          </ol>
        )}
        {fallbacks.length < fallbacksMax ? (
          <ModelSelect
            compact
            label="Add a fallback"
            placeholder="Choose who takes over"
            models={offered}
            value={null}
            onChoose={(model) => onChange({ fallbacks: [...fallbacks, { model: model.id }] })}
          />
        ) : (
          <p className="text-sm text-muted">Five fallbacks are the most a setting takes.</p>
        )}
      </div>
    </Fold>
  );
}

const icons = { up: ArrowUp, down: ArrowDown, remove: X };

function Move({
  label,
  disabled,
  onPress,
  icon,
}: {
  label: string;
  disabled: boolean;
  onPress: () => void;
  icon: keyof typeof icons;
}): ReactElement {
  const Icon = icons[icon];
  return (
    <button
      type="button"
      aria-label={label}
      aria-disabled={disabled}
      onClick={() => !disabled && onPress()}
      className="rounded p-1.5 text-muted hover:bg-hover hover:text-ink aria-disabled:opacity-40"
    >
      <Icon aria-hidden size={15} />
    </button>
  );
}

function summary(
  { model, fallbacks, failover }: SettingDraft,
  nameOf: (id: string) => string,
  modelById: (id: string) => Model | undefined,
): string {
  const name = model === null ? 'the model' : nameOf(model);
  const ready = readyFallbacks(fallbacks, modelById);
  const notReady = fallbacks
    .filter((each) => !ready.includes(each))
    .map((each) => nameOf(each.model));
  const but =
    notReady.length === 0
      ? ''
      : ` ${notReady.join(' and ')} ${notReady.length === 1 ? 'isn’t' : 'aren’t'} ready.`;
  const [first, ...others] = ready.map((each) => nameOf(each.model));
  if (first === undefined) return `If ${name} fails, the turn fails.${but}`;
  const point = failover.commitPoint === 'first_token' ? 'first word' : 'first sentence';
  return `If ${name} fails before its ${point}, ${first} takes over${others.map((other) => `, then ${other}`).join('')}.${but}`;
}
