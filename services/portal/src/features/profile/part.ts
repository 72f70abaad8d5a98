import type { IntakeService } from '#api/names.ts';
import type { FormPart } from '#ui/form/form-part.ts';
import type { ValuesOf } from '#ui/form/use-form.ts';

/** What the parts of the profile's form get. */
export type Of = { of: FormPart<ValuesOf<typeof IntakeService.method.editProfile>> };
