import { List, Text } from '@mantine/core';
import { AgreementSide } from '@katrol/proto/katrol/intake/v1/codes';
import type { AgreementSheet } from '@katrol/proto/katrol/intake/v1/json';
import { directionOf } from '#i18n/direction.ts';
import { useCodes } from './codes.ts';

/** What each side promises, one promise a line. */
export function SheetText({ of }: { of: AgreementSheet }) {
  const code = useCodes();
  return (
    <div lang={of.language} dir={directionOf(of.language)} data-testid="sheet-text">
      {AgreementSide.map((side) => (
        <div key={side}>
          <Text fw={600}>{code('AgreementSide', side)}</Text>
          <List mb="xs">
            {of[side].split('\n').map((promise) => (
              <List.Item key={promise}>{promise}</List.Item>
            ))}
          </List>
        </div>
      ))}
    </div>
  );
}
