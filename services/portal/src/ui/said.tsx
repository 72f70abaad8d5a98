import { fieldAt } from '#api/contract.ts';
import { listOf, useAnyCode } from './codes.ts';
import { MailLink, PhoneLink } from './reach.tsx';
import { When } from './when.tsx';

type Props = { message: string; at: string; value: string };

/** A text as the contract means it: a code in words, a number to call, a day as people say it. */
export function Said({ message, at, value }: Props) {
  const say = useAnyCode();
  const field = fieldAt(message, at);
  const list = listOf(field);
  const form = field?.form ?? '';
  if (list) return say(list, value);
  if (form === 'phone') return <PhoneLink to={value} />;
  if (form === 'email') return <MailLink to={value} />;
  if (form.startsWith('date')) return <When at={value} />;
  return value;
}

/**
 * A function that reads a value of a message as one text: a yes or no, a number, codes in words.
 */
export function useReading(message: string): (at: string, value: unknown) => string {
  const say = useAnyCode();
  return (at, value) => {
    const list = listOf(fieldAt(message, at));
    const read = (one: unknown) => (list ? say(list, String(one)) : String(one));
    if (value === undefined || value === '') return '';
    if (typeof value === 'boolean') return say('yesNo', value ? 'yes' : 'no');
    return Array.isArray(value) ? value.map(read).join(', ') : read(value);
  };
}
