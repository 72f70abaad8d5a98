import { callTo, writeTo } from './reach-address.ts';

type Props = { to: string; label?: string };

/** A number to call; `label` says whose it is. */
export const PhoneLink = ({ to, label }: Props) => (
  <a href={callTo(to)} aria-label={label}>
    {to}
  </a>
);

/** An address to write to, and nothing more than that: no subject, no second reader. */
export const MailLink = ({ to }: Props) => <a href={writeTo(to)}>{to}</a>;
