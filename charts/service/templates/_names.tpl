{{- define "service.name" -}}{{ .Values.declared.folder }}{{- end }}

{{- define "service.selector" -}}
app.kubernetes.io/name: {{ include "service.name" . }}
app.kubernetes.io/part-of: katrol
{{- end }}

{{- define "service.labels" -}}
{{ include "service.selector" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: {{ ternary "door" "service" .Values.declared.door }}
helm.sh/chart: {{ printf "service-%s" .Chart.Version }}
{{- end }}

{{- define "service.podLabels" -}}
{{ include "service.selector" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- with .Values.global.podLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "service.image" -}}
{{- $own := .Values.image -}}
{{- $repository := default (printf "%s/%s" .Values.global.images.repository .Values.declared.folder) $own.repository -}}
{{- if $own.digest -}}
{{ $repository }}@{{ $own.digest }}
{{- else -}}
{{ $repository }}:{{ coalesce $own.tag .Values.global.images.tag .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "service.port" -}}{{ ternary 8080 9090 .Values.declared.door }}{{- end }}
{{- define "service.portName" -}}{{ ternary "http" "grpc" .Values.declared.door }}{{- end }}

{{- define "service.secret" -}}{{ default (printf "katrol-%s" .Values.declared.folder) .Values.secretName }}{{- end }}
{{- define "service.databaseSecret" -}}{{ default (printf "katrol-%s-database" .Values.declared.folder) .Values.databaseSecretName }}{{- end }}
{{- define "service.ownerSecret" -}}{{ default (printf "katrol-%s-owner" .Values.declared.folder) .Values.ownerSecretName }}{{- end }}

{{- define "service.databaseAt" -}}
{{- $d := .Values.global.database -}}
{{- if eq $d.mode "bundled" -}}postgres:5432
{{- else if eq $d.mode "operator" -}}katrol-postgres-rw:5432
{{- else -}}{{ $d.host }}:{{ $d.port }}
{{- end -}}
{{- end }}

{{- define "service.databaseCa" -}}
{{- $d := .Values.global.database -}}
{{- if and (ne $d.mode "bundled") (eq $d.sslMode "verify-full") -}}
{{- if $d.caSecretName }}{{ $d.caSecretName }}{{ else if eq $d.mode "operator" }}katrol-postgres-ca{{ end -}}
{{- end -}}
{{- end }}

{{- /* the bundled one has no certificate */ -}}
{{- define "service.sslMode" -}}
{{- if or (eq .Values.global.database.mode "bundled") (eq .Values.global.database.sslMode "disable") -}}
sslmode=disable
{{- else -}}
sslmode=verify-full{{ if include "service.databaseCa" . }}&sslrootcert=/etc/katrol/database/ca.crt{{ end }}
{{- end -}}
{{- end }}

{{- define "service.mounts" -}}
- { name: tmp, mountPath: /tmp }
{{- if include "service.databaseCa" . }}
- { name: database-ca, mountPath: /etc/katrol/database, readOnly: true }
{{- end }}
{{- end }}

{{- define "service.volumes" -}}
- name: tmp
  emptyDir: { sizeLimit: 64Mi }
{{- with include "service.databaseCa" . }}
- name: database-ca
  secret: { secretName: {{ . }}, items: [{ key: ca.crt, path: ca.crt }] }
{{- end }}
{{- end }}

{{- define "service.brokers" -}}
{{- $k := .Values.global.kafka -}}
{{- if eq $k.mode "bundled" -}}kafka:9092
{{- else if eq $k.mode "operator" -}}katrol-kafka-kafka-bootstrap:9092
{{- else -}}{{ $k.brokers }}
{{- end -}}
{{- end }}

{{- define "service.innerKeycloak" -}}
{{- $k := .Values.global.keycloak -}}
{{- if $k.innerUrl -}}{{ $k.innerUrl }}
{{- else if eq $k.mode "bundled" -}}http://keycloak:8080
{{- else if eq $k.mode "operator" -}}http://katrol-keycloak-service:8080
{{- else -}}{{ $k.url }}
{{- end -}}
{{- end }}

{{- define "service.telemetry" -}}
{{- $t := .Values.global.telemetry -}}
{{- if $t.endpoint -}}{{ $t.endpoint }}{{- else if $t.collector -}}http://collector:4318{{- end -}}
{{- end }}

{{- /* what a pod may do to the node it runs on: nothing */ -}}
{{- define "service.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: { type: RuntimeDefault }
{{- end }}
{{- define "service.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "service.resources" -}}
requests: { cpu: {{ .cpu | quote }}, memory: {{ .memory | quote }} }
limits: { memory: {{ .memoryLimit | quote }} }
{{- end }}

{{- define "service.fromSecret" -}}
{ secretKeyRef: { name: {{ .name }}, key: {{ .key }}{{ if .optional }}, optional: true{{ end }} } }
{{- end }}

{{- /* PostgreSQL as the service's own role; the password must be fit for an address */ -}}
{{- define "service.databaseEnv" -}}
{{- $secret := include "service.databaseSecret" . -}}
- name: DATABASE_USER
  valueFrom: {{ include "service.fromSecret" (dict "name" $secret "key" "username") }}
- name: DATABASE_PASSWORD
  valueFrom: {{ include "service.fromSecret" (dict "name" $secret "key" "password") }}
- name: DATABASE_URL
  value: postgresql://$(DATABASE_USER):$(DATABASE_PASSWORD)@{{ include "service.databaseAt" . }}/{{ .Values.declared.database }}?{{ include "service.sslMode" . }}
{{- end }}

{{- define "service.waitEnv" -}}
- name: WAIT_SECONDS
  value: {{ .Values.migration.waitSeconds | quote }}
{{- end }}

{{- define "service.placement" -}}
{{- with .Values.global.images.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toJson . }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toJson . }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{- define "service.hasBudget" -}}
{{- $least := ternary .Values.autoscaling.minReplicas .Values.replicas .Values.autoscaling.enabled -}}
{{- if ge (int $least) 2 }}yes{{ end -}}
{{- end }}
