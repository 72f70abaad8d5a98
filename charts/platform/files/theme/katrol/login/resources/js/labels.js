// Some of Keycloak's own pages give a label the name of no field: whoever listens to the page would
// not hear what to type.
document.addEventListener('DOMContentLoaded', () => {
  for (const label of document.querySelectorAll('label[for]')) {
    if (document.getElementById(label.htmlFor)) continue;
    const field = label.closest('.pf-v5-c-form__group')?.querySelector('input:not([type=hidden])');
    if (field?.id) label.htmlFor = field.id;
  }
  // its alternative is English in every language; the link below it says what to do without
  document.getElementById('kc-totp-secret-qr-code')?.setAttribute('alt', '');
});
