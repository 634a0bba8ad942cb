import { useEffect, useRef, type RefObject } from 'react';

/**
 * Lets a field keep its value to itself, and still follow `value` when that is changed elsewhere. React
 * writes a controlled value into the markup too, where a style sheet, or whatever copies the markup,
 * could read it: nothing for a credential.
 */
export function useOwnValue<Element extends HTMLInputElement | HTMLTextAreaElement>(
  value: string,
): RefObject<Element | null> {
  const field = useRef<Element>(null);
  useEffect(() => {
    if (field.current && field.current.value !== value) field.current.value = value;
  }, [value]);
  return field;
}
