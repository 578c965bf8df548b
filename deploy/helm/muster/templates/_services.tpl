{{/*
What each service is, and all that it may do: the one place that the Deployments, ClusterRoles and Kafka users are made
from. Key: the service's values. Rules hold what the code uses and nothing more; a system test fails on a right that is
missing and on one that is never used.
*/}}
{{- define "muster.services" -}}
watcher:
  name: watcher
  reads: [members, meshes, log, requests]
  writes: [members, meshes, log, dead-letters]
  transactional: true
  rules:
    - apiGroups: [""]
      resources: [namespaces]
      verbs: [list, watch]
    - apiGroups: [""]
      resources: [namespaces]
      resourceNames: [kube-system]
      verbs: [get]
    - apiGroups: [maistra.io]
      resources: [servicemeshcontrolplanes, servicemeshmemberrolls, servicemeshmembers]
      verbs: [list, watch]
    - apiGroups: [rbac.authorization.k8s.io]
      resources: [rolebindings]
      verbs: [list, watch]
    - apiGroups: [networking.k8s.io]
      resources: [networkpolicies]
      verbs: [list, watch]
    - apiGroups: [config.openshift.io]
      resources: [networks]
      resourceNames: [cluster]
      verbs: [get]
    - apiGroups: [network.openshift.io]
      resources: [clusternetworks]
      resourceNames: [default]
      verbs: [get]
    - apiGroups: [admissionregistration.k8s.io]
      resources: [validatingadmissionpolicies, validatingadmissionpolicybindings]
      verbs: [list]
rbac:
  name: rbac-service
  concern: rbac
  reads: [members, meshes, outcomes.rbac, outcomes.log, requests]
  writes: [outcomes.rbac, outcomes.log, dead-letters]
  rules:
    {{- include "muster.claimRules" . | nindent 4 }}
    - apiGroups: [rbac.authorization.k8s.io]
      resources: [rolebindings]
      verbs: [get, list, watch, create, update, delete]
    - apiGroups: [rbac.authorization.k8s.io]
      resources: [clusterroles]
      verbs: [list, watch]
    {{- with include "muster.bindable" . | fromJsonArray }}
    - apiGroups: [rbac.authorization.k8s.io]
      resources: [clusterroles]
      resourceNames: {{ toJson . }}
      verbs: [bind]
    {{- end }}
network:
  name: network-service
  concern: network
  reads: [members, meshes, outcomes.network, outcomes.log, requests]
  writes: [outcomes.network, outcomes.log, dead-letters]
  rules:
    {{- include "muster.claimRules" . | nindent 4 }}
    - apiGroups: [networking.k8s.io]
      resources: [networkpolicies]
      verbs: [get, list, watch, create, update, delete]
    {{- if .Values.network.netNamespaces }}
    - apiGroups: [network.openshift.io]
      resources: [netnamespaces]
      verbs: [list, watch, patch]
    {{- else }}
    # Only to learn that there are none.
    - apiGroups: [network.openshift.io]
      resources: [netnamespaces]
      verbs: [list, watch]
    {{- end }}
cni:
  name: cni-service
  concern: cni
  reads: [members, meshes, outcomes.cni, outcomes.log, requests]
  writes: [outcomes.cni, outcomes.log, dead-letters]
  rules:
    {{- include "muster.claimRules" . | nindent 4 }}
    - apiGroups: [k8s.cni.cncf.io]
      resources: [network-attachment-definitions]
      verbs: [get, list, watch, create, update, delete]
member:
  name: member-service
  concern: member
  reads: [members, meshes, outcomes.rbac, outcomes.network, outcomes.cni, outcomes.member, outcomes.log, requests]
  writes: [outcomes.member, outcomes.log, dead-letters]
  rules:
    - apiGroups: [""]
      resources: [namespaces]
      verbs: [get, list, watch, patch]
    - apiGroups: [maistra.io]
      resources: [servicemeshcontrolplanes]
      verbs: [list, watch]
    - apiGroups: [maistra.io]
      resources: [servicemeshmemberrolls]
      verbs: [get, list, watch, create, delete{{ if .Values.member.takeover }}, patch{{ end }}]
    - apiGroups: [maistra.io]
      resources: [servicemeshmembers]
      verbs: [get, list, watch{{ if .Values.member.takeover }}, delete, patch{{ end }}]
    - apiGroups: [maistra.io]
      resources: [servicemeshmemberrolls/status, servicemeshmembers/status]
      verbs: [patch]
    - apiGroups: [events.k8s.io]
      resources: [events]
      verbs: [create]
{{- end }}

{{/* What every concern's service reads to see for itself that a mesh claims a namespace. */}}
{{- define "muster.claimRules" -}}
- apiGroups: [""]
  resources: [namespaces]
  verbs: [list, watch]
- apiGroups: [""]
  resources: [namespaces]
  resourceNames: [kube-system]
  verbs: [get]
- apiGroups: [maistra.io]
  resources: [servicemeshcontrolplanes, servicemeshmemberrolls, servicemeshmembers]
  verbs: [list, watch]
{{- end }}

{{/*
The ClusterRoles that rbac-service may bind, as a JSON list: those that installations of the named meshes render for
their members, by control-plane version (2.1; 2.2 and later; 2.4 and later), and what is allowed beside.
*/}}
{{- define "muster.bindable" -}}
{{- $names := list -}}
{{- range .Values.rbac.meshes -}}
{{- $namespace := index (splitList "/" .) 0 -}}
{{- $name := index (splitList "/" .) 1 -}}
{{- $names = concat $names (list (printf "istiod-%s-%s" $name $namespace) (printf "istiod-clusterrole-%s-%s" $name $namespace) (printf "istiod-gateway-controller-%s-%s" $name $namespace) (printf "prometheus-%s" $namespace)) -}}
{{- end -}}
{{- range .Values.rbac.allowed -}}
{{- $names = append $names (index (splitList "/" .) 1) -}}
{{- end -}}
{{- $names | uniq | sortAlpha | toJson -}}
{{- end }}
