{{- define "platform.labels" -}}
app.kubernetes.io/part-of: katrol
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "platform-%s" .Chart.Version }}
{{- end }}

{{- define "platform.selector" -}}
app.kubernetes.io/name: {{ . }}
app.kubernetes.io/part-of: katrol
{{- end }}

{{- define "platform.image" -}}
{{- if .digest -}}{{ .repository }}@{{ .digest }}{{- else -}}{{ .repository }}:{{ .tag }}{{- end -}}
{{- end }}

{{- /* an image of our own: (dict "root" $ "image" .Values.realm.image "name" "realm") */ -}}
{{- define "platform.ownImage" -}}
{{- $g := .root.Values.global.images -}}
{{- $repository := default (printf "%s/%s" $g.repository .name) .image.repository -}}
{{- $tag := coalesce .image.tag $g.tag .root.Chart.AppVersion -}}
{{- include "platform.image" (dict "repository" $repository "tag" $tag "digest" .image.digest) -}}
{{- end }}

{{- define "platform.pull" -}}
{{- with .Values.global.images.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end }}

{{- /* every service by its name, the door too: the blocks of values that the registry wrote */ -}}
{{- define "platform.services" -}}
{{- $all := list -}}
{{- range $name, $values := .Values -}}
{{- if and (kindIs "map" $values) (hasKey $values "declared") }}{{ $all = append $all $name }}{{ end -}}
{{- end -}}
{{ join "," (sortAlpha $all) }}
{{- end }}

{{- define "platform.keepData" -}}
helm.sh/resource-policy: keep
{{- end }}
