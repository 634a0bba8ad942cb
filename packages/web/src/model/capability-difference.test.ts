import { expect, it } from 'vitest';
import { capabilityDifference, parametersLeftOut } from './capability-difference.ts';
import { exampleModel } from './example-model.test-data.ts';

const all = exampleModel.capabilities;

it('names what is gained and what is lost', () => {
  expect(capabilityDifference({ ...all, images: false }, { ...all, tools: false })).toEqual({
    gained: ['Images in the conversation'],
    lost: ['Tool calls'],
  });
});

it('claims nothing before a first choice', () => {
  expect(capabilityDifference(null, all)).toEqual({ gained: [], lost: [] });
});

it('names only the parameters that are set and refused', () => {
  const refusing = { ...all, refusedParameters: ['temperature', 'top_p'] as const };
  expect(
    parametersLeftOut(
      { temperature: 0.2, stop: 'x' },
      { ...refusing, refusedParameters: [...refusing.refusedParameters] },
    ),
  ).toEqual(['Temperature']);
});
