{{/* Every name below is <release>-<service>; the release is "muster" as a rule. */}}
{{- define "muster.labels" -}}
app.kubernetes.io/name: muster
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Takes the root as "root" and the service as "service". */}}
{{- define "muster.selector" -}}
app.kubernetes.io/name: muster
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .service.name }}
{{- end }}

{{- define "muster.serviceName" -}}
{{ .root.Release.Name }}-{{ .service.name }}
{{- end }}

{{/* The services that are enabled, as JSON. */}}
{{- define "muster.enabled" -}}
{{- $all := include "muster.services" . | fromYaml -}}
{{- if $all.Error }}{{ fail $all.Error }}{{ end -}}
{{- $enabled := dict -}}
{{- range $key, $service := $all -}}
{{- if (index $.Values $key).enabled }}{{ $_ := set $enabled $key $service }}{{ end -}}
{{- end -}}
{{- toJson $enabled -}}
{{- end }}

{{- define "muster.bootstrapServers" -}}
{{- if .Values.kafka.bootstrapServers -}}
{{ .Values.kafka.bootstrapServers }}
{{- else if .Values.kafka.strimzi.enabled -}}
{{ .Values.kafka.strimzi.cluster }}-kafka-bootstrap.{{ .Release.Namespace }}.svc:{{ .Values.kafka.strimzi.port }}
{{- else -}}
{{ fail "kafka.bootstrapServers is not set: name your brokers as host:port, comma-separated, or set kafka.strimzi.enabled" }}
{{- end -}}
{{- end }}

{{/* The contract's list of topics, as JSON; the services' own is held to it by a test. */}}
{{- define "muster.topics" -}}
{{ .Files.Get "files/topics.json" }}
{{- end }}

{{- define "muster.partitions" -}}
{{ .Values.kafka.partitions | default (include "muster.topics" . | fromJson).partitions | int }}
{{- end }}
