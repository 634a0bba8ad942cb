import { expect, test } from 'vitest';
import { errorBody } from './error-body.ts';

test('holds all four keys that OpenAI’s schema requires, null where there is nothing to say', () => {
  expect(errorBody('No such model.', 'invalid_request_error', 'model_not_found', 'model')).toEqual({
    error: {
      message: 'No such model.',
      type: 'invalid_request_error',
      param: 'model',
      code: 'model_not_found',
    },
  });
  expect(JSON.stringify(errorBody('Broken.', 'server_error', null))).toBe(
    '{"error":{"message":"Broken.","type":"server_error","param":null,"code":null}}',
  );
});
