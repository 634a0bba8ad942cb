/**
 * The error body every OpenAI client understands: all four keys, `param` and `code` nullable.
 * Source: openai/openai-openapi, schema `Error`.
 */
export interface ErrorBody {
  error: ErrorObject;
}

export interface ErrorObject {
  message: string;
  type: string;
  param: string | null;
  code: string | null;
}

export function errorBody(
  message: string,
  type: string,
  code: string | null,
  param: string | null = null,
): ErrorBody {
  return { error: { message, type, param, code } };
}
