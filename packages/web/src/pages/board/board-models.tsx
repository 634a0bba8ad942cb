import type { ReactElement } from 'react';
import type { Model } from '@jackfield/control-plane/rest-types';
import { count } from '../../model/amounts.ts';
import { ModelBadges } from '../../model/model-badges.tsx';
import { priceWords } from '../../model/price-words.ts';
import { classNames } from '../../parts/class-names.ts';
import { cardHeight, headHeight, type BoardLayout } from './lay-out-board.ts';
import { SortButton } from './sort-button.tsx';

interface BoardModelsProps {
  readonly models: ReadonlyMap<string, Model>;
  /** How many agents, of all that were found, are on a model. */
  readonly agentsOn: (modelId: string) => number;
  readonly layout: BoardLayout;
  readonly touchedModel: string | null;
  readonly onTouch: (modelId: string | null) => void;
  readonly onChoose: (modelId: string) => void;
  readonly sorted: boolean;
  readonly onSort: () => void;
}

/** The models in use on this page of the board, each beside its agents; pressing one shows only its own. */
export function BoardModels(props: BoardModelsProps): ReactElement {
  const { models, agentsOn, layout, touchedModel, onTouch, onChoose, sorted, onSort } = props;
  return (
    <section
      aria-label="Models in use"
      className="relative hidden bg-ground lg:block"
      style={{ minHeight: layout.height }}
    >
      <div className="flex items-center border-b border-line pl-2" style={{ height: headHeight }}>
        <SortButton label="Model" active={sorted} onPress={onSort} />
      </div>
      <ul>
        {layout.cards.map(({ modelId, top }) => {
          const model = models.get(modelId);
          const amount = agentsOn(modelId);
          return (
            <li
              key={modelId}
              className="absolute inset-x-0 pr-3 transition-[top] duration-300"
              style={{ top, height: cardHeight }}
            >
              <button
                type="button"
                onClick={() => onChoose(modelId)}
                onMouseEnter={() => onTouch(modelId)}
                onMouseLeave={() => onTouch(null)}
                onFocus={() => onTouch(modelId)}
                onBlur={() => onTouch(null)}
                className={classNames(
                  'flex size-full flex-col justify-center rounded-lg border bg-surface px-4 text-left shadow-card',
                  touchedModel === modelId ? 'border-brass' : 'border-line',
                )}
              >
                <span className="flex w-full items-center gap-2">
                  <span className="truncate font-medium">{model?.name ?? modelId}</span>
                  <span className="figures ml-auto shrink-0 text-xs text-muted">
                    {count(amount)} agent{amount === 1 ? '' : 's'}
                  </span>
                </span>
                <span className="flex w-full items-center gap-2 truncate text-xs text-muted">
                  {model && model.lifecycle.status === 'active' && model.ready ? (
                    <span className="truncate">
                      {model.providerName} · {priceWords(model.price)}
                    </span>
                  ) : (
                    model && <ModelBadges model={model} />
                  )}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
