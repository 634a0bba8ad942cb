import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardHeight, headHeight, layOutBoard, rowHeight } from './lay-out-board.ts';

describe('layOutBoard', () => {
  it('puts a lone model beside the middle of its agents', () => {
    const { cards, cables } = layOutBoard(['m', 'm', 'm']);
    const middle = headHeight + 1.5 * rowHeight;
    expect(cards).toEqual([{ modelId: 'm', top: middle - cardHeight / 2 }]);
    expect(cables.map((cable) => cable.to)).toEqual([middle, middle, middle]);
  });

  it('runs no cable from an agent without a model', () => {
    expect(layOutBoard([null, null])).toMatchObject({ cards: [], cables: [] });
  });

  it('never lets two models overlap, nor one leave the board', () => {
    const models = fc.array(fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(models, (modelOfRow) => {
        const { cards, height } = layOutBoard(modelOfRow);
        cards.forEach((card, index) => {
          const above = cards[index - 1];
          expect(card.top).toBeGreaterThanOrEqual(above ? above.top + cardHeight : headHeight);
          expect(card.top + cardHeight).toBeLessThanOrEqual(height);
        });
      }),
    );
  });
});
