import { useEffect, type ReactElement, type ReactNode } from 'react';
import type { Usage, Model, ModelSetting } from '@jackfield/control-plane/rest-types';
import type { Change, ComparedSetting } from '../../../model/setting-difference.ts';
import { assumedTurn } from '../../../model/price-of-turns.ts';
import { count } from '../../../model/amounts.ts';
import { Button } from '../../../parts/button.tsx';
import { keepFocus } from '../../../parts/keep-focus.ts';
import { isApple } from '../../../parts/is-apple.ts';
import { ChangeList } from '../change-list.tsx';
import { capabilityRows, factRows, type FactRow } from './save-facts.ts';

interface SavePanelProps {
  readonly agentId: string;
  readonly before: ModelSetting;
  readonly after: ComparedSetting;
  readonly models: ReadonlyMap<string, Model>;
  readonly usage: readonly Usage[];
  readonly changes: readonly Change[];
  /** Why Save can't be pressed; `null` when it can. */
  readonly obstacle: string | null;
  readonly busy: boolean;
  readonly onSave: () => void;
  readonly onUndo: () => void;
  /** Talks to it before it is saved; `null` where there is nothing to try. */
  readonly onTry: (() => void) | null;
  readonly children: ReactNode;
}

/** What changes when Save is pressed, worked out before it is. */
export function SavePanel(props: SavePanelProps): ReactElement {
  const { agentId, before, after, models, usage, changes, children } = props;
  const from = before.model === null ? null : (models.get(before.model) ?? null);
  const to = after.model === null ? null : (models.get(after.model) ?? null);
  const otherModel = to !== null && to.id !== before.model;
  const parts = changes.filter((change) => change.label !== 'Model');
  const { gained, lost, leftOut } = capabilityRows(
    otherModel ? from : null,
    to,
    after.parameters ?? {},
  );
  return (
    <div className="contents xl:sticky xl:top-6 xl:block">
      <section aria-label="What changes when you press Save" className="card xl:rounded-b-none">
        <h2 className="border-b border-line px-5 py-3.5 font-semibold">
          {changes.length === 0 ? 'What is live now' : 'When you press Save'}
        </h2>
        <div className="flex flex-col gap-4 px-5 py-4">
          {to === null && (
            <p className="text-muted">
              Choose a model to see what it costs, how fast it answered here, and what it can do.
            </p>
          )}
          {to !== null && (
            <Facts
              rows={factRows(otherModel ? from : null, to, agentId, usage)}
              compared={otherModel && from !== null}
              names={[from?.name ?? '', to.name]}
            />
          )}
          {(gained.length > 0 || lost.length > 0 || leftOut.length > 0) && (
            <ul className="space-y-1 text-sm">
              {gained.map((name) => (
                <li key={name} className="text-good-ink">
                  <span aria-hidden>+ </span>Gains: {name}
                </li>
              ))}
              {lost.map((name) => (
                <li key={name} className="font-medium text-bad-ink">
                  <span aria-hidden>− </span>Loses: {name}
                </li>
              ))}
              {leftOut.map((name) => (
                <li key={name} className="text-warn-ink">
                  <span aria-hidden>! </span>
                  {to?.name} does not take {name.toLowerCase()}: it is left out.
                </li>
              ))}
            </ul>
          )}
          {parts.length > 0 && <ChangeList changes={parts} />}
          {to?.price && (
            <p className="text-xs text-muted">
              A turn is taken as {count(assumedTurn.input)} tokens in and {assumedTurn.output} out,
              without cached-input discounts.
            </p>
          )}
          <div className="space-y-2 empty:hidden">{children}</div>
        </div>
      </section>
      <SaveBar {...props} />
    </div>
  );
}

function SaveBar({ obstacle, busy, changes, onSave, onUndo, onTry }: SavePanelProps): ReactElement {
  useSaveShortcut(() => obstacle === null && onSave());
  return (
    <div
      ref={keepFocus}
      className="sticky bottom-0 z-10 -mx-4 border-t border-line bg-surface px-4 py-3 sm:mx-0 sm:rounded-lg sm:border xl:static xl:rounded-t-none xl:border-t-0 xl:bg-sunken xl:px-5"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button
          kind="primary"
          className="min-w-28"
          busy={busy}
          disabled={obstacle !== null}
          aria-describedby="save-obstacle"
          onClick={onSave}
        >
          Save
        </Button>
        {onTry && <Button onClick={onTry}>Try it first</Button>}
        {changes.length > 0 && (
          <Button kind="quiet" onClick={onUndo}>
            Undo changes
          </Button>
        )}
        <p id="save-obstacle" className="ml-auto text-right text-sm text-muted">
          {obstacle ?? <span className="hidden sm:inline">{isApple() ? '⌘S' : 'Ctrl S'}</span>}
        </p>
      </div>
    </div>
  );
}

function Facts({
  rows,
  compared,
  names,
}: {
  rows: readonly FactRow[];
  compared: boolean;
  names: readonly [string, string];
}): ReactElement {
  return (
    <table className="w-full text-left text-sm">
      <caption className="sr-only">
        {compared ? `${names[0]} now, ${names[1]} after Save` : names[1]}
      </caption>
      {compared && (
        <thead>
          <tr className="align-bottom text-xs text-muted">
            <th scope="col">
              <span className="sr-only">What</span>
            </th>
            <th scope="col" className="pb-1.5 pl-3 text-right font-medium">
              {names[0]}
              <span className="block font-normal">now</span>
            </th>
            <th scope="col" className="pb-1.5 pl-3 text-right font-medium text-ink">
              {names[1]}
              <span className="block font-normal">after Save</span>
            </th>
          </tr>
        </thead>
      )}
      <tbody className="align-top">
        {rows.map((row) => (
          <tr key={row.name} className="border-t border-line first:border-t-0">
            <th scope="row" className="w-44 py-1.5 pr-2 font-normal text-muted">
              {row.name}
            </th>
            {compared && <td className="py-1.5 pl-3 text-right text-muted">{row.before}</td>}
            <td className="py-1.5 pl-3 text-right font-medium">
              {row.after}
              {row.verdict && (
                <span
                  className={
                    row.verdict.good === null
                      ? 'block text-xs font-normal text-muted'
                      : row.verdict.good
                        ? 'block text-xs font-normal text-good-ink'
                        : 'block text-xs font-normal text-warn-ink'
                  }
                >
                  {row.verdict.words}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function useSaveShortcut(save: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 's' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      save();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}
