{{- /* peers of a policy, by where a thing is: in this release, kept by an operator here, or outside */ -}}
{{- define "service.edges.database" -}}
{{- $d := .Values.global.database }}
- to:
    {{- if eq $d.mode "bundled" }}
    - podSelector: { matchLabels: { app.kubernetes.io/name: postgres, app.kubernetes.io/part-of: katrol } }
    {{- else if eq $d.mode "operator" }}
    - podSelector: { matchLabels: { cnpg.io/cluster: katrol-postgres } }
    {{- else }}
    {{- include "service.edges.networks" $d.cidrs | nindent 4 }}
    {{- end }}
  ports: [{ protocol: TCP, port: {{ ternary $d.port 5432 (eq $d.mode "external") }} }]
{{- end }}

{{- define "service.edges.kafka" -}}
{{- $k := .Values.global.kafka }}
- to:
    {{- if eq $k.mode "bundled" }}
    - podSelector: { matchLabels: { app.kubernetes.io/name: kafka, app.kubernetes.io/part-of: katrol } }
    {{- else if eq $k.mode "operator" }}
    - podSelector: { matchLabels: { strimzi.io/cluster: katrol-kafka, strimzi.io/kind: Kafka } }
    {{- else }}
    {{- include "service.edges.networks" $k.cidrs | nindent 4 }}
    {{- end }}
  ports: [{ protocol: TCP, port: {{ ternary $k.port 9092 (eq $k.mode "external") }} }]
{{- end }}

{{- define "service.edges.keycloak" -}}
{{- $k := .Values.global.keycloak }}
- to:
    {{- if eq $k.mode "bundled" }}
    - podSelector: { matchLabels: { app.kubernetes.io/name: keycloak, app.kubernetes.io/part-of: katrol } }
    {{- else if eq $k.mode "operator" }}
    - podSelector: { matchLabels: { app: keycloak, app.kubernetes.io/instance: katrol-keycloak } }
    {{- else }}
    {{- include "service.edges.networks" $k.cidrs | nindent 4 }}
    {{- end }}
  ports: [{ protocol: TCP, port: {{ ternary $k.port 8080 (eq $k.mode "external") }} }]
{{- end }}

{{- define "service.edges.telemetry" -}}
{{- $t := .Values.global.telemetry }}
{{- if include "service.telemetry" . }}
{{- if $t.endpoint }}
{{- if $t.cidrs }}
- to: {{- include "service.edges.networks" $t.cidrs | nindent 4 }}
  ports: [{ protocol: TCP, port: {{ $t.port }} }]
{{- end }}
{{- else }}
- to:
    - podSelector: { matchLabels: { app.kubernetes.io/name: collector, app.kubernetes.io/part-of: katrol } }
  ports: [{ protocol: TCP, port: 4318 }]
{{- end }}
{{- end }}
{{- end }}

{{- define "service.edges.dns" -}}
- to:
    - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: {{ .Values.global.network.dnsNamespace }} } }
  ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]
{{- end }}

{{- define "service.edges.networks" -}}
{{- range . }}
- ipBlock: { cidr: {{ . }} }
{{- end }}
{{- end }}

{{- define "service.edges.pods" -}}
{{- range . }}
- podSelector: { matchLabels: { app.kubernetes.io/name: {{ . }}, app.kubernetes.io/part-of: katrol } }
{{- end }}
{{- end }}
