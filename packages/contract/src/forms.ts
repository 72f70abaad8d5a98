import { Form } from '@katrol/proto/katrol/common/v1/options_pb';

/** Is it an ISO date that the calendar knows (2026-02-30 is not), from 1900 to 2199? */
export function isIsoDate(text: string): boolean {
  if (!/^(19|20|21)\d{2}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}

/** Is it a local date and time that exists, "2026-11-24T16:00"? */
const isLocalDateTime = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/.test(text) && isIsoDate(text.slice(0, 10));

const isInstant = (text: string): boolean => /T.*Z$/.test(text) && !Number.isNaN(Date.parse(text));

/** Is it the shape of an id? One that cannot exist is simply not there. */
export const isUuid = (id: string): boolean =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);

type Shape = { fits(text: string): boolean; reason: string; maxLength: number };
const like = (pattern: RegExp, reason: string, maxLength: number): Shape => ({
  fits: (text) => pattern.test(text),
  reason,
  maxLength,
});
const anything = (maxLength: number): Shape => ({ fits: () => true, reason: '', maxLength });

/** Each form: what fits it, the reason of what does not, and how long it is at most. */
export const shapes: Record<Form, Shape> = {
  [Form.UNSPECIFIED]: anything(500),
  [Form.ID]: anything(100),
  [Form.OPAQUE]: anything(200),
  [Form.DATE]: { fits: isIsoDate, reason: 'DATE_IMPOSSIBLE', maxLength: 40 },
  [Form.DATE_TIME]: { fits: isLocalDateTime, reason: 'DATE_IMPOSSIBLE', maxLength: 40 },
  [Form.INSTANT]: { fits: isInstant, reason: 'DATE_IMPOSSIBLE', maxLength: 40 },
  [Form.TIME]: like(/^([01]\d|2[0-3]):[0-5]\d$/, 'TIME_IMPOSSIBLE', 40),
  [Form.PHONE]: like(/^(?=(\D*\d){6})[+\d][\d ()./-]{5,24}$/, 'PHONE_INVALID', 25),
  [Form.EMAIL]: like(
    /^(?=.{1,64}@)[\w'+~-]+(\.[\w'+~-]+)*@([a-z\d]([a-z\d-]*[a-z\d])?\.)+[a-z][a-z\d-]{1,23}$/i,
    'EMAIL_INVALID',
    254,
  ),
  [Form.LANGUAGE]: like(/^[a-z]{2,3}$/, 'VALUE_UNKNOWN', 60),
  [Form.WORD]: like(/^[a-z][a-z0-9_]{1,40}$/, 'VALUE_UNKNOWN', 60),
  [Form.NIS]: like(/^\d{5}$/, 'VALUE_INVALID', 5),
  [Form.SLUG]: like(/^[a-z][a-z0-9-]{1,60}$/, 'VALUE_INVALID', 80),
};
