{{- /* the environment of a service: what packages/runtime and the door's own config.ts read */ -}}
{{- define "service.env" -}}
{{- $g := .Values.global -}}
{{- $own := include "service.secret" . -}}
- name: LISTEN
  value: 0.0.0.0:{{ include "service.port" . }}
{{ include "service.databaseEnv" . }}
- name: OIDC_ISSUER
  value: {{ $g.keycloak.url }}/realms/katrol
- name: OIDC_URL
  value: {{ include "service.innerKeycloak" . }}/realms/katrol
- name: OIDC_AUDIENCE
  value: katrol-services
- name: CLIENT_ID
  value: {{ .Values.declared.client }}
- name: CLIENT_SECRET
  valueFrom: {{ include "service.fromSecret" (dict "name" $own "key" "client-secret") }}
- name: AUDIT_SIGNING_SECRET
  valueFrom: {{ include "service.fromSecret" (dict "name" $own "key" "audit-signing-secret") }}
- name: AUDIT_SIGNING_SECRET_BEFORE
  valueFrom: {{ include "service.fromSecret" (dict "name" $own "key" "audit-signing-secret-before" "optional" true) }}
- name: LINK_PUBLIC_KEYS
  valueFrom: {{ include "service.fromSecret" (dict "name" $g.links.secretName "key" "public-keys") }}
- name: LOG_LEVEL
  value: {{ $g.logLevel }}
{{- with include "service.telemetry" . }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . }}
- name: OTEL_TRACES_SAMPLER_ARG
  value: {{ $g.telemetry.tracesShare | quote }}
{{- end }}
{{- if .Values.declared.door }}
- name: SERVICE_ADDRESSES
  value: {{ include "service.addresses" .Values.declared.services }}
- name: PUBLIC_URL
  value: {{ $g.portalUrl }}
- name: OIDC_CLIENT_ID
  value: katrol-gateway
- name: OIDC_CLIENT_SECRET
  valueFrom: {{ include "service.fromSecret" (dict "name" $own "key" "oidc-client-secret") }}
- name: DIRECTORY_URL
  value: {{ include "service.innerKeycloak" . }}/admin/realms/katrol
- name: DIRECTORY_CLIENT_ID
  value: katrol-directory
- name: DIRECTORY_CLIENT_SECRET
  valueFrom: {{ include "service.fromSecret" (dict "name" $own "key" "directory-client-secret") }}
- name: SESSION_SECRET
  valueFrom: {{ include "service.fromSecret" (dict "name" $own "key" "session-secret") }}
- name: LINK_SIGNING_SECRET
  valueFrom: {{ include "service.fromSecret" (dict "name" $own "key" "link-signing-secret") }}
{{- if $g.mail.enabled }}
- name: SMTP_URL
  valueFrom: {{ include "service.fromSecret" (dict "name" $own "key" "smtp-url") }}
- name: MAIL_FROM
  value: {{ $g.mail.from | quote }}
{{- end }}
{{- else }}
- name: BROKER
  value: {{ $g.broker }}
{{- if eq $g.broker "kafka" }}
- name: KAFKA_BROKERS
  value: {{ include "service.brokers" . }}
- name: KAFKA_REPLICATION
  value: {{ ternary 1 $g.kafka.replication (eq $g.kafka.mode "bundled") | quote }}
{{- else }}
- name: SERVICE_ADDRESSES
  value: {{ include "service.addresses" .Values.declared.hears | quote }}
{{- end }}
{{- end }}
{{- range $name, $value := .Values.settings }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}

{{- /* grpc-js asks DNS and goes round all that it says: the Services are headless */ -}}
{{- define "service.addresses" -}}
{{- $all := list -}}
{{- range . }}{{- $all = append $all (printf "%s=%s:9090" . .) }}{{- end -}}
{{ join "," $all }}
{{- end }}
