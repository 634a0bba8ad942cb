import type { ReactElement } from 'react';
import type { Model, ModelSetting } from '@jackfield/control-plane/rest-types';
import { seconds } from '../../../model/amounts.ts';
import {
  hedgeShareDefault,
  holdPhraseCharactersMax,
  toFailoverDraft,
  type FailoverDraft,
} from '../../../model/failover-draft.ts';
import { readyFallbacks } from '../../../model/ready-fallbacks.ts';
import { readDraft, type SettingDraft } from '../../../model/setting-draft.ts';
import { Fold } from '../../../parts/fold.tsx';
import { RadioField } from '../../../parts/radio-field.tsx';
import { SwitchField } from '../../../parts/switch-field.tsx';
import { TextField } from '../../../parts/text-field.tsx';

interface FailoverFoldProps {
  readonly draft: SettingDraft;
  readonly base: ModelSetting;
  readonly errors: ReadonlyMap<string, string>;
  readonly models: ReadonlyMap<string, Model>;
  readonly onChange: (part: Partial<SettingDraft>) => void;
}

/** What callers get when the model fails, is late or breaks off. */
export function FailoverFold({
  draft,
  base,
  errors,
  models,
  onChange,
}: FailoverFoldProps): ReactElement {
  const { failover, fallbacks } = draft;
  const set = (part: Partial<FailoverDraft>): void =>
    onChange({ failover: { ...failover, ...part } });
  const [first] = readyFallbacks(fallbacks, (id) => models.get(id));
  const nameOf = (id: string): string => models.get(id)?.name ?? id;
  const fallback = first === undefined ? null : nameOf(first.model);
  const needsFallback = fallbacks.length === 0 ? 'Add a fallback first.' : null;
  const canContinue = fallbacks.some(
    ({ model }) => models.get(model)?.capabilities.continuesAnswers,
  );
  const changed = JSON.stringify(toFailoverDraft(base.failover)) !== JSON.stringify(failover);
  return (
    <Fold title="If something goes wrong" summary={summary(failover, fallback)} changed={changed}>
      <div className="space-y-5">
        <RadioField
          label="Another model may take over until"
          value={failover.commitPoint}
          onValue={(commitPoint) => set({ commitPoint })}
          choices={[
            {
              value: 'first_token',
              label: 'the first token',
              hint: 'Callers wait the least. Once a word is out, a failure ends the turn.',
            },
            {
              value: 'first_sentence',
              label: 'the first sentence',
              hint: 'Nothing is passed on before a whole sentence is there, so a model that breaks off in its first one is never heard. Callers wait that much longer.',
            },
          ]}
        />
        <SwitchField
          label="Try the same model once more"
          hint="For failures that may pass, such as an overloaded server. Not more than one turn in five, so that a struggling model isn’t swamped."
          checked={failover.retry}
          onChange={(retry) => set({ retry })}
        />
        <SwitchField
          label="Ask a fallback what a content filter refused"
          hint="Off, callers are told of the refusal. Whether another vendor may answer what this one would not is for you to decide."
          checked={failover.switchOnContentFilter}
          unavailable={needsFallback}
          onChange={(switchOnContentFilter) => set({ switchOnContentFilter })}
        />
        <SwitchField
          label="Go on after a cut"
          hint="When an answer breaks off, a fallback goes on behind its last whole sentence. Answers are passed on sentence by sentence for it."
          checked={failover.continueAfterCut}
          unavailable={
            needsFallback ??
            (canContinue ? null : 'None of the fallbacks is known to go on with another’s answer.')
          }
          onChange={(continueAfterCut) => set({ continueAfterCut })}
        />
        <Hedge
          hedge={failover.hedge}
          fallback={fallback}
          unavailable={needsFallback}
          errors={errors}
          onChange={(part) => set({ hedge: { ...failover.hedge, ...part } })}
        />
        <HoldPhrase
          holdPhrase={failover.holdPhrase}
          afterMs={readDraft(draft).setting.failover.holdPhrase?.afterMs ?? null}
          errors={errors}
          onChange={(part) => set({ holdPhrase: { ...failover.holdPhrase, ...part } })}
        />
      </div>
    </Fold>
  );
}

function Hedge({
  hedge,
  fallback,
  unavailable,
  errors,
  onChange,
}: {
  hedge: FailoverDraft['hedge'];
  fallback: string | null;
  unavailable: string | null;
  errors: ReadonlyMap<string, string>;
  onChange: (part: Partial<FailoverDraft['hedge']>) => void;
}): ReactElement {
  return (
    <div>
      <SwitchField
        label="Start the fallback early when the model is late"
        hint={`${fallback ?? 'The first fallback'} is asked too, and whichever speaks first answers. Such a turn may cost two answers.`}
        checked={hedge.on}
        unavailable={unavailable}
        error={errors.get('failover.hedge')}
        onChange={(on) => onChange({ on })}
      />
      {hedge.on && (
        <div className="mt-3 space-y-4 border-l-2 border-line pl-4 sm:ml-12">
          <RadioField
            label="Late means"
            value={hedge.late}
            onValue={(late) => onChange({ late })}
            choices={[
              {
                value: 'p95',
                label: 'the model’s own slow 5 %',
                hint: 'Slower than 95 % of its newest turns here, once 20 were measured.',
              },
              { value: 'time', label: 'a time you set', hint: 'The same in every turn.' },
            ]}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            {hedge.late === 'time' && (
              <TextField
                label="Late after"
                inputMode="decimal"
                value={hedge.after}
                onValue={(after) => onChange({ after })}
                error={errors.get('failover.hedge.afterMs')}
                hint="Less than the first token deadline."
                end={<span className="pr-2 text-sm text-muted">seconds</span>}
              />
            )}
            <TextField
              label="In at most"
              inputMode="decimal"
              placeholder={`${hedgeShareDefault}, the default`}
              value={hedge.share}
              onValue={(share) => onChange({ share })}
              error={errors.get('failover.hedge.shareMax')}
              hint="The share of turns that may cost two answers."
              end={<span className="pr-2 text-sm text-muted">% of turns</span>}
            />
          </div>
        </div>
      )}
    </div>
  );
}

function HoldPhrase({
  holdPhrase,
  afterMs,
  errors,
  onChange,
}: {
  holdPhrase: FailoverDraft['holdPhrase'];
  /** As it was read; `null` where it can't be. */
  afterMs: number | null;
  errors: ReadonlyMap<string, string>;
  onChange: (part: Partial<FailoverDraft['holdPhrase']>) => void;
}): ReactElement {
  const { on, after, text } = holdPhrase;
  return (
    <div>
      <SwitchField
        label="Say something while callers wait"
        hint="A hold phrase, once in a turn, when nothing was said in time. Streamed turns only; marked jackfield.hold_phrase, so that your application can leave it out of the history."
        checked={on}
        onChange={(next) => onChange({ on: next })}
      />
      {on && (
        <div className="mt-3 space-y-4 border-l-2 border-line pl-4 sm:ml-12">
          <div className="grid gap-4 sm:grid-cols-[10rem_minmax(0,1fr)]">
            <TextField
              label="After"
              inputMode="decimal"
              value={after}
              onValue={(next) => onChange({ after: next })}
              error={errors.get('failover.holdPhrase.afterMs')}
              end={<span className="pr-2 text-sm text-muted">seconds</span>}
            />
            <TextField
              label="Words"
              maxLength={holdPhraseCharactersMax}
              placeholder="One moment, please."
              value={text}
              onValue={(next) => onChange({ text: next })}
              error={errors.get('failover.holdPhrase.text')}
            />
          </div>
          {text.trim() !== '' && afterMs !== null && !errors.has('failover.holdPhrase.afterMs') && (
            <figure className="rounded-md bg-sunken p-3 text-sm">
              <figcaption className="mb-1 text-muted">
                What a caller hears when the answer takes longer than {seconds(afterMs)}
              </figcaption>
              <p>
                <span className="font-medium">{text.trim()}</span>{' '}
                <span className="text-muted">… and then the answer.</span>
              </p>
            </figure>
          )}
        </div>
      )}
    </div>
  );
}

function summary(failover: FailoverDraft, fallback: string | null): string {
  const { commitPoint, retry, continueAfterCut, hedge, holdPhrase } = failover;
  const until = commitPoint === 'first_token' ? 'first token' : 'first sentence';
  const early = hedge.on ? ' and starts early when the model is late' : '';
  const phrase = holdPhrase.text.trim();
  const parts = [
    fallback === null
      ? 'no other model takes over'
      : `${fallback} may take over until the ${until}${early}`,
  ];
  if (retry) parts.push('what may pass is tried once more');
  if (fallback !== null && continueAfterCut) parts.push('a fallback goes on after a cut');
  if (holdPhrase.on && phrase !== '') parts.push(`callers who wait hear “${phrase}”`);
  const last = parts.pop() ?? '';
  const words = parts.length === 0 ? last : `${parts.join(', ')}, and ${last}`;
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]”$/.test(words) ? '' : '.'}`;
}
